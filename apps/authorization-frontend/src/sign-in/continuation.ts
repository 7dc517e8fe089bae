import { lookupLanguage, type Language } from '@latchkey/ui';
import { PageError } from '../errors/page-error';
import type { Fields } from '../http/forms';

/**
 * What somebody was about to do when they were asked to sign in. It travels as plain parameters, never as
 * an address, so that no link to the sign-in page can send anybody anywhere else.
 */
export type Continuation = (
  | { to: 'welcome' | 'account' }
  /** `forced`: asked even for what was allowed before. Leaving that out only spares somebody their own question. */
  | { to: 'consent'; requestUri: string; forced?: boolean }
  | { to: 'device'; userCode: string | undefined }
) & {
  /** The language that the client, or a link, asked for. */
  language?: Language | undefined;
};

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
  const { to } = fields;
  if (to !== undefined && to !== 'device' && to !== 'account') throw new PageError('malformed_request');
  const language = lookupLanguage((fields.ui_locales ?? '').slice(0, 200).split(' '));
  if (fields.request_uri !== undefined) {
    if (to !== undefined) throw new PageError('malformed_request');
    const forced = fields.prompt === 'consent';
    return { to: 'consent', requestUri: requireRequestUri(fields), language, ...(forced && { forced }) };
  }
  if (to === 'device') return { to, userCode: readUserCode(fields), language };
  return { to: to ?? 'welcome', language };
}

/** The fields that {@link parseContinuation} reads. */
export function continuationFields(continuation: Continuation): Record<string, string | undefined> {
  const language = { ui_locales: continuation.language };
  if (continuation.to === 'consent') {
    const { requestUri, forced } = continuation;
    return { request_uri: requestUri, prompt: forced ? 'consent' : undefined, ...language };
  }
  if (continuation.to === 'device') return { to: 'device', user_code: continuation.userCode, ...language };
  return continuation.to === 'account' ? { to: 'account', ...language } : language;
}

/** Path of the page where somebody signs in first. */
export function signInPath(continuation: Continuation): string {
  return withQuery('/sign-in', continuationFields(continuation));
}

/** Path of the page where somebody who is signed in goes on. */
export function continuationPath(continuation: Continuation): string {
  const { to: _, ...fields } = continuationFields(continuation);
  if (continuation.to === 'consent') return withQuery('/consent', fields);
  if (continuation.to === 'device') return withQuery('/device', fields);
  return withQuery(continuation.to === 'account' ? '/account' : '/', fields);
}

function withQuery(path: string, fields: Record<string, string | undefined>): string {
  const present = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return present.length === 0 ? path : `${path}?${new URLSearchParams(present)}`;
}
