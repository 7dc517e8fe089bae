import {
  OAuthError,
  isAcr,
  parsePrompt,
  type AuthenticationContextClass,
  type Prompt,
} from '@latchkey/oauth';

/** What a request wants of the sign-in and of the pages; what is left out it leaves to the server. */
export interface RequestedSignIn {
  /** What the user is to be asked, or not; `login` is in `maxAgeSeconds`. */
  prompts?: Exclude<Prompt, 'login'>[];
  /** How long ago the user may have signed in when the request is made; 0 for prompt=login. */
  maxAgeSeconds?: number;
  /** Of which the sign-in has to reach one, preferred first. */
  acrValues?: AuthenticationContextClass[];
  /** Language tags, preferred first. */
  uiLocales?: string[];
  /** Who the client thinks will sign in. */
  loginHint?: string;
}

// Nine digits are thirty years.
const maxAgePattern = /^\d{1,9}$/;
const longestLoginHint = 256;
const longestList = 512;
const mostLocales = 10;
// RFC 5646 §2.1, as far as it bounds what a tag may look like.
const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
// The clock that a sign-in was noted by is another than the one that the request is noted by.
const clockToleranceSeconds = 5;

/**
 * Reads `prompt`, `max_age`, `acr_values`, `ui_locales` and `login_hint` (OpenID Connect Core §3.1.2.1,
 * RFC 9470 §4). Languages are a wish: what is no language tag is passed over.
 *
 * @throws OAuthError `invalid_request`; `unmet_authentication_requirements` when no value of `acr_values` is
 *   known here
 */
export function parseRequestedSignIn(parameters: Record<string, string>): RequestedSignIn {
  const asked = parsePrompt(parameters['prompt']);
  const prompts = asked.filter((prompt) => prompt !== 'login');
  const maxAge = parseMaxAge(parameters['max_age']);
  const maxAgeSeconds = asked.includes('login') ? 0 : maxAge;
  const acrValues = parseAcrValues(parameters['acr_values']);
  const locales = listOf('ui_locales', parameters['ui_locales']);
  const uiLocales = locales.filter((tag) => languageTag.test(tag)).slice(0, mostLocales);
  const loginHint = parameters['login_hint'];
  if (loginHint && (loginHint.length > longestLoginHint || /\p{Cc}/u.test(loginHint))) {
    throw invalidRequest(
      `login_hint must have at most ${longestLoginHint} characters, none of them a control character`,
    );
  }
  return {
    ...(prompts.length > 0 && { prompts }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(acrValues.length > 0 && { acrValues }),
    ...(uiLocales.length > 0 && { uiLocales }),
    ...(loginHint && { loginHint }),
  };
}

/**
 * Since when the user has to have signed in, for a request that was made at `createdAt` (ISO 8601); undefined
 * when any sign-in will do.
 */
export function authenticatedSince(request: {
  createdAt: string;
  maxAgeSeconds?: number | undefined;
}): Date | undefined {
  if (request.maxAgeSeconds === undefined) return undefined;
  const seconds = request.maxAgeSeconds + clockToleranceSeconds;
  return new Date(new Date(request.createdAt).getTime() - seconds * 1000);
}

function parseMaxAge(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  if (maxAgePattern.test(value)) return Number(value);
  throw invalidRequest('max_age must be a whole number of seconds, of at most nine digits');
}

function parseAcrValues(value: string | undefined): AuthenticationContextClass[] {
  const asked = listOf('acr_values', value);
  const known = [...new Set(asked.filter(isAcr))];
  if (asked.length > 0 && known.length === 0) {
    throw new OAuthError('unmet_authentication_requirements', {
      description: 'none of the acr_values is known here: see acr_values_supported in the server metadata',
    });
  }
  return known;
}

function listOf(name: string, value = ''): string[] {
  if (value.length > longestList) {
    throw invalidRequest(`${name} must have at most ${longestList} characters`);
  }
  return value.split(' ').filter((each) => each !== '');
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
