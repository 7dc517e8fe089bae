import { OAuthError } from '@latchkey/oauth';

/**
 * The access token may be good, but the request does not prove possession of its key: `invalid_dpop_proof`
 * (RFC 9449 §7.1) says to make a new proof and not to get a new token.
 */
export class DpopProofError extends OAuthError {
  constructor(description: string, options: { detail?: string; cause?: unknown } = {}) {
    super('invalid_dpop_proof', { description, ...options });
  }
}
