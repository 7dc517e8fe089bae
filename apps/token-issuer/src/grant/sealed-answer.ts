import { hkdfSync } from 'node:crypto';
import { open, seal } from '@latchkey/service-kit';

/** A successful answer of the token endpoint (RFC 6749 §5.1). */
export interface TokenAnswer {
  accessToken: string;
  /** `DPoP` for an access token that is bound to a key (RFC 9449 §5). */
  tokenType: 'Bearer' | 'DPoP';
  expiresInSeconds: number;
  /** Empty when none was issued. */
  refreshToken: string;
  /** Granted scopes, separated by spaces. */
  scope: string;
  /** Type of the token (RFC 8693 §2.2.1); there only when a token was exchanged. */
  issuedTokenType?: string;
}

const purpose = 'token answer';

/** Seals an answer so that only the token that earned it opens it again: the database alone reveals none. */
export function sealAnswer(answer: TokenAnswer, presentedToken: string): Buffer {
  return seal(Buffer.from(JSON.stringify(answer)), keyFrom(presentedToken), purpose);
}

/** Opens what {@link sealAnswer} sealed; throws for another token. */
export function openAnswer(sealed: Buffer, presentedToken: string): TokenAnswer {
  return JSON.parse(open(sealed, keyFrom(presentedToken), purpose).toString('utf8'));
}

function keyFrom(presentedToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', presentedToken, '', 'latchkey sealed answer', 32));
}
