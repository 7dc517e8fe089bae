import type { assertionAlgorithms } from '@latchkey/oauth';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** Algorithm of an assertion's signature. */
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

/** A public key that assertions can be verified with. */
export interface AssertionKey {
  kid: string | undefined;
  /** Algorithms that the key is good for. */
  algorithms: AssertionAlgorithm[];
  key: KeyObject;
}

const mostKeys = 50;
const text = z.string();
const keyForms = [
  {
    form: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: text, y: text }),
    algorithms: ['ES256'],
  },
  { form: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: text }), algorithms: ['EdDSA'] },
  { form: z.object({ kty: z.literal('RSA'), n: text, e: text }), algorithms: ['RS256', 'PS256'] },
] as const;
const useOfKey = z.object({
  kid: text.optional(),
  alg: text.optional(),
  use: text.optional(),
  key_ops: z.array(text).optional(),
});
const keySet = z.object({ keys: z.array(z.unknown()).max(mostKeys) });

/**
 * Reads a JWK Set (RFC 7517 §5). Keys of other kinds, for other uses or malformed are left out, as §5 asks;
 * of the others only the public part is read.
 *
 * @throws Error when the text is no JWK Set, or one of more than 50 keys
 */
export function readKeySet(json: string): AssertionKey[] {
  const parsed = keySet.safeParse(JSON.parse(json));
  if (!parsed.success) throw new Error(`not a JWK Set of at most ${mostKeys} keys`);
  return parsed.data.keys.map(readKey).filter((key) => key !== undefined);
}

function readKey(jwk: unknown): AssertionKey | undefined {
  const use = useOfKey.safeParse(jwk).data;
  if (!use || (use.use ?? 'sig') !== 'sig' || !(use.key_ops ?? ['verify']).includes('verify'))
    return undefined;
  for (const { form, algorithms } of keyForms) {
    const publicPart = form.safeParse(jwk).data;
    if (!publicPart) continue;
    const key = importKey(publicPart);
    const suitable = algorithms.filter((algorithm) => (use.alg ?? algorithm) === algorithm);
    return key && suitable.length > 0 ? { kid: use.kid, algorithms: suitable, key } : undefined;
  }
  return undefined;
}

function importKey(publicPart: JsonWebKey): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: publicPart, format: 'jwk' });
    // Shorter ones can be broken (RFC 7518 §3.3), much longer ones only cost time.
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 2048;
    return bits >= 2048 && bits <= 8192 ? key : undefined;
  } catch {
    return undefined;
  }
}
