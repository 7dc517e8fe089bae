import { DenialReason } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';

const descriptions = {
  access_denied: 'the user refused the request',
  login_required:
    'the user is not signed in, or not as the request asks for: send it again without prompt=none',
  consent_required: 'the user has not allowed all of this before: send the request again without prompt=none',
  unmet_authentication_requirements:
    'the user cannot sign in as acr_values asks for: ask for less, or let the user set up a second factor',
} as const;

/** What the client reads when a request comes to nothing (OpenID Connect Core §3.1.2.6). */
export type DenialError = keyof typeof descriptions;

const errors = {
  [DenialReason.UNSPECIFIED]: 'access_denied',
  [DenialReason.LOGIN_REQUIRED]: 'login_required',
  [DenialReason.CONSENT_REQUIRED]: 'consent_required',
  [DenialReason.UNMET_AUTHENTICATION_REQUIREMENTS]: 'unmet_authentication_requirements',
} satisfies Record<DenialReason, DenialError>;

/** The error of a reason; a reason of a later version is a refusal. */
export function denialError(reason: DenialReason): DenialError {
  return errors[reason] ?? 'access_denied';
}

/** The error as it goes to the client. */
export function denial(error: DenialError = 'access_denied'): OAuthError {
  return new OAuthError(error, { description: descriptions[error] });
}
