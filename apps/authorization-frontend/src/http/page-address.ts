import { languageParameter } from '@latchkey/ui';
import type { FastifyRequest } from 'fastify';
import { encodedForm, encodedQuery } from './forms';

// What a form carries on of the address of its page; all else in it was typed, or is a secret.
const carriedFields = [
  'to',
  'page',
  'request_uri',
  'reauthenticate',
  'user_code',
  'email_link',
  'ui_locales',
  'link',
];

// The secret of a link in a mail, which the page behind it takes out of its address.
const linkSecret = 'token';

/**
 * Path and query at which a browser finds the page of a request again: for a form, the page that it stood on.
 * Undefined where no page of ours stands, as for a form that a client posted to `/authorize`.
 */
export function pageAddress(request: FastifyRequest): string | undefined {
  const path = ownPath(request);
  if (path === undefined) return undefined;
  if (request.method === 'GET')
    return withQuery(path, withoutParameters(encodedQuery(request), [languageParameter, linkSecret]));
  const page = pageOfForm[path];
  if (page === undefined) return undefined;
  const form = new URLSearchParams(Buffer.from(encodedForm(request)).toString());
  const carried = new URLSearchParams([...form].filter(([name]) => carriedFields.includes(name)));
  return withQuery(page, carried.toString());
}

// Six links lead there: a longer address would weigh more than the page.
const maximumSwitchLength = 400;

/**
 * Path and query at which a page is offered in other languages. Not what a client asked of `/authorize`,
 * which is not ours to repeat on a page.
 */
export function switchAddress(request: FastifyRequest): string | undefined {
  const address = pageAddress(request);
  const offered = address && address.length <= maximumSwitchLength && ownPath(request) !== '/authorize';
  return offered ? address : undefined;
}

/** Path and query of a page without its language: what was chosen by hand holds from here on. */
export function addressWithoutLanguage(request: FastifyRequest): string | undefined {
  const path = ownPath(request);
  return path && withQuery(path, withoutParameters(encodedQuery(request), [languageParameter, 'ui_locales']));
}

const pageOfForm: Partial<Record<string, string>> = {
  '/sign-in': '/sign-in',
  '/sign-in/passkey': '/sign-in',
  '/sign-in/second-step': '/sign-in/second-step',
  '/sign-in/second-step/passkey': '/sign-in/second-step',
  '/sign-in/second-step/recovery-code': '/sign-in/second-step',
  '/select-account': '/select-account',
  '/sign-out': '/sign-in',
  '/consent': '/consent',
  '/device': '/device',
  '/sign-up': '/sign-up',
  '/forgot-password': '/forgot-password',
  '/email/sign-up': '/email/sign-up',
  '/email/reset-password': '/email/reset-password',
  '/email/change-email': '/email/change-email',
  '/account/withdraw': '/account',
  '/account/end-session': '/account',
  '/account/end-other-sessions': '/account',
  '/account/password': '/account/password',
  '/account/password/link': '/account/password',
  '/account/email': '/account/email',
  '/account/passkeys/add': '/account/passkeys/add',
  '/account/passkeys/remove': '/account/security',
  '/account/authenticator': '/account/authenticator',
  '/account/authenticator/remove': '/account/security',
  '/account/recovery-codes': '/account/recovery-codes',
  '/account/recovery-codes/kept': '/account/security',
  '/account/delete': '/account/delete',
};

/** The path of a request, if a link to it stays here: `//evil.example` would be another host. */
function ownPath({ raw: { url = '' } }: FastifyRequest): string | undefined {
  const [path = ''] = url.split('?', 1);
  return /^\/(?![/\\])[\x21-\x7E]*$/.test(path) && !path.includes('\\')
    ? path.replace(/(?<=.)\/$/, '')
    : undefined;
}

/** Takes parameters out of a query, and changes no character of the others. */
function withoutParameters(query: string, names: readonly string[]): string {
  return query
    .split('&')
    .filter((part) => part !== '' && !names.includes(part.split('=', 1)[0] ?? ''))
    .join('&');
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}
