import type { Language } from '@latchkey/ui';
import { PageError } from '../errors/page-error';
import type { Fields } from '../http/forms';
import { isKeptName } from '../http/kept-values';
import { lookupLocales } from '../http/request-language';

/**
 * What somebody was about to do when they were asked to sign in. It travels as plain parameters, never as
 * an address, so that no link to the sign-in page can send anybody anywhere else.
 */
export type Continuation = (
  | { to: 'welcome' }
  /** `requestUri`: the authorization request for which somebody sets up a second factor. */
  | { to: 'account'; page?: AccountSubpage; requestUri?: string }
  | { to: 'consent'; requestUri: string }
  | { to: 'device'; userCode: string | undefined }
  /** `link`: name of a link in a mail that this browser keeps. */
  | { to: 'changeEmail'; link: string }
) & {
  /** The language that the client, or a link, asked for. */
  language?: Language | undefined;
  /** Whether also somebody who is signed in is asked to sign in: to do it anew, or as somebody else. */
  reauthenticate?: true;
};

const accountSubpages = ['security', 'data'] as const;

/** A page below `/account`. */
export type AccountSubpage = (typeof accountSubpages)[number];

const maximumRequestUriLength = 512;
const maximumUserCodeLength = 64;

/** Reads the handle of an authorization request. @throws PageError when it is missing or cannot be one */
export function requireRequestUri({ request_uri: requestUri }: Fields): string {
  if (requestUri === undefined) throw new PageError('missing_request');
  if (requestUri.length > maximumRequestUriLength) throw new PageError('malformed_request');
  return requestUri;
}

/** Reads a typed user code, which may be absent. @throws PageError when it is far too long to be one */
export function readUserCode({ user_code: userCode }: Fields): string | undefined {
  if (userCode !== undefined && userCode.length > maximumUserCodeLength) {
    throw new PageError('malformed_request');
  }
  return userCode;
}

/** Reads a continuation from a query or a form. @throws PageError when it contradicts itself */
export function parseContinuation(fields: Fields): Continuation {
  const common = {
    language: lookupLocales(fields.ui_locales ?? ''),
    ...(fields.reauthenticate === '1' && { reauthenticate: true as const }),
  };
  const { to, request_uri: requestUri } = fields;
  if (to === 'account') return { to, ...readAccountPage(fields), ...common };
  if (to === 'device') {
    if (requestUri !== undefined) throw new PageError('malformed_request');
    return { to, userCode: readUserCode(fields), ...common };
  }
  if (to === 'changeEmail') return { to, link: readEmailLink(fields), ...common };
  if (to !== undefined) throw new PageError('malformed_request');
  if (requestUri !== undefined) return { to: 'consent', requestUri: requireRequestUri(fields), ...common };
  return { to: 'welcome', ...common };
}

function readEmailLink({ email_link: link = '', request_uri: requestUri }: Fields): string {
  if (!isKeptName(link) || requestUri !== undefined) throw new PageError('malformed_request');
  return link;
}

function readAccountPage(fields: Fields): { page?: AccountSubpage; requestUri?: string } {
  const page = accountSubpages.find((one) => one === fields.page);
  const isUnknown = fields.page !== undefined && page === undefined;
  // A second factor is set up on that page, and no other one leads back to an application.
  const isStray = fields.request_uri !== undefined && page !== 'security';
  if (isUnknown || isStray) throw new PageError('malformed_request');
  return {
    ...(page && { page }),
    ...(fields.request_uri !== undefined && { requestUri: requireRequestUri(fields) }),
  };
}

/** The fields that {@link parseContinuation} reads. */
export function continuationFields(continuation: Continuation): Record<string, string | undefined> {
  return {
    to: continuation.to === 'welcome' || continuation.to === 'consent' ? undefined : continuation.to,
    ...ownFields(continuation),
    reauthenticate: continuation.reauthenticate && '1',
    ui_locales: continuation.language,
  };
}

/** Path of the page where somebody signs in first. */
export function signInPath(continuation: Continuation): string {
  return pathWith('/sign-in', continuationFields(continuation));
}

/** Path of the page where somebody who is signed in goes on. */
export function continuationPath(continuation: Continuation): string {
  const { page: _, email_link: link, ...own } = ownFields(continuation);
  return pathWith(pageOf(continuation), { ...own, link, ui_locales: continuation.language });
}

/** Adds parameters to a path; one that is undefined is left out. */
export function pathWith(path: string, parameters: Record<string, string | undefined>): string {
  const present = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return present.length === 0 ? path : `${path}?${new URLSearchParams(present)}`;
}

function ownFields(continuation: Continuation): Record<string, string | undefined> {
  if (continuation.to === 'device') return { user_code: continuation.userCode };
  if (continuation.to === 'consent') return { request_uri: continuation.requestUri };
  // Not `link`: a page where somebody makes an account, or a new password, first has one of its own.
  if (continuation.to === 'changeEmail') return { email_link: continuation.link };
  if (continuation.to === 'welcome') return {};
  return { page: continuation.page, request_uri: continuation.requestUri };
}

function pageOf(continuation: Continuation): string {
  if (continuation.to === 'welcome') return '/';
  if (continuation.to === 'changeEmail') return '/email/change-email';
  const { page } = continuation.to === 'account' ? continuation : { page: undefined };
  return page ? `/${continuation.to}/${page}` : `/${continuation.to}`;
}
