import { createHash, randomUUID } from 'node:crypto';
import type { SigningKey } from '@latchkey/jwt';
import { SignJWT } from 'jose';

/** What a proof says, where it is not what it has to say. */
export type ChangedProof = { jti?: string; htm?: string; htu?: string; iat?: number; ath?: string };

/** Makes a proof of possession as a client does (RFC 9449 §4.2). */
export function makeProof(
  key: SigningKey,
  request: { method: string; url: string; accessToken: string; now: number },
  changed: ChangedProof = {},
): Promise<string> {
  const { kty, crv, x, y } = key.publicJwk;
  const claims = {
    jti: randomUUID(),
    htm: request.method,
    htu: request.url,
    iat: Math.floor(request.now / 1000),
    ath: createHash('sha256').update(request.accessToken).digest('base64url'),
    ...changed,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } as Record<string, string> })
    .sign(key.privateKey);
}
