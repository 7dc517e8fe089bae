import { OAuthError } from '@latchkey/oauth';
import type { FastifyRequest } from 'fastify';

/**
 * Reads the one DPoP header field of a request, for the issuer to judge; empty when there is none.
 *
 * @throws OAuthError `invalid_dpop_proof` when there are several, or one without a value (RFC 9449 §4.3)
 */
export function readDpopProof({ raw }: FastifyRequest): string {
  if (raw.headers['dpop'] === undefined) return '';
  // Node.js joins several fields of this name into one text, which could hide that there were several.
  const fields = raw.headersDistinct['dpop'] ?? [];
  const [proof] = fields;
  if (proof === undefined) return '';
  if (proof !== '' && fields.length === 1) return proof;
  throw new OAuthError('invalid_dpop_proof', { description: 'send one proof in one DPoP header field' });
}
