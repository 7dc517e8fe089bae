import {
  defaultLanguage,
  isLanguage,
  lookupLanguage,
  parseAcceptLanguage,
  type Language,
} from '@latchkey/ui';
import type { FastifyRequest } from 'fastify';
import { encodedForm, encodedQuery } from './forms';

/** What the language of a page depends on, as headers name it. */
export const languageVaries = 'Accept-Language, Cookie';

/**
 * The language that a page asks for by itself, in `ui_locales` of its address or form (OpenID Connect Core §3.1.2.1):
 * a list of tags with spaces between.
 */
export function askedLanguage(request: FastifyRequest): Language | undefined {
  const encoded =
    request.method === 'POST' ? Buffer.from(encodedForm(request)).toString() : encodedQuery(request);
  return lookupLocales(new URLSearchParams(encoded).get('ui_locales') ?? '');
}

/** The first of our languages among tags with spaces between, as `ui_locales` holds them. */
export function lookupLocales(uiLocales: string): Language | undefined {
  return lookupLanguage(uiLocales.slice(0, 200).split(' '));
}

/**
 * Chooses the language of a page: what its address or form asks for, else what the person chose before,
 * else what the browser prefers, else English.
 *
 * @param cookieName name of the cookie that keeps the choice of the person
 */
export function requestLanguage(request: FastifyRequest, cookieName: string): Language {
  // A request that fails before its hooks run has no cookies.
  const { cookies } = request as { cookies?: Record<string, string | undefined> };
  const chosen = cookies?.[cookieName];
  return (
    askedLanguage(request) ??
    (isLanguage(chosen) ? chosen : undefined) ??
    lookupLanguage(parseAcceptLanguage(request.headers['accept-language'] ?? '')) ??
    defaultLanguage
  );
}
