import { generateSigningKey, type SigningAlgorithm } from '@latchkey/jwt';
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { issuer } from './test-issuer';

/** What a proof says, where that is not what the token endpoint wants to read. */
export type ChangedProof = { jti?: string; htm?: string; htu?: string; iat?: number };

/** A client that proves possession of a key (RFC 9449 §4.2), by the clock of the test. */
export async function createProver(now: () => Date, algorithm?: SigningAlgorithm) {
  const { kid, publicJwk, privateKey, algorithm: alg } = await generateSigningKey(algorithm);
  const { kid: _kid, use: _use, alg: _alg, ...jwk } = publicJwk;
  return {
    /** What a token is bound to. */
    thumbprint: kid,
    /** Makes a proof for a request, which is one to the token endpoint unless `changed` says otherwise. */
    prove(changed: ChangedProof = {}): Promise<string> {
      const iat = Math.floor(now().getTime() / 1000);
      return new SignJWT({ jti: randomUUID(), htm: 'POST', htu: `${issuer}/token/`, iat, ...changed })
        .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
        .sign(privateKey);
    },
  };
}

/** A client with a key. */
export type Prover = Awaited<ReturnType<typeof createProver>>;
