import { algorithms } from './algorithms';
import type { SigningKey } from './signing-key';

/**
 * Signs a JWT of a type of its own (RFC 8725 §3.11) and returns it in compact form. Access tokens have a
 * function of their own.
 *
 * @param type the `typ` header parameter, for example "token-introspection+jwt"
 * @param claims what it says, to be written as JSON
 */
export function signJwt(type: string, claims: object, key: SigningKey): string {
  const header = { alg: key.algorithm, typ: type, kid: key.kid };
  const signingInput = `${encode(header)}.${encode(claims)}`;
  const signature = algorithms[key.algorithm].sign(Buffer.from(signingInput), key.privateKey);
  return `${signingInput}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
