import { jwtVerify } from 'jose';
import { createPublicKey } from 'node:crypto';
import { signingAlgorithms } from './algorithms';
import { signJwt } from './sign-jwt';
import { generateSigningKey } from './signing-key';

describe('signJwt', () => {
  it.each(signingAlgorithms)('signs by %s what another library verifies', async (algorithm) => {
    const key = await generateSigningKey(algorithm);
    const claims = { iss: 'https://auth.example', nested: { text: 'Grüße' } };
    const token = signJwt('token-introspection+jwt', claims, key);
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(key.privateKey));
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'token-introspection+jwt', kid: key.kid });
  });
});
