import { invalidGrant } from './invalid-grant';

const longest = 512;
// Without controls and spaces, so that it is safe wherever a subject is written, header fields included.
const printable = /^[\x21-\x7E]+$/;

/**
 * The subject of tokens for somebody whom a foreign issuer vouches for: `ISSUER#SUB`, at most 512 printable
 * ASCII characters. An issuer identifier has no fragment (RFC 8414 §2), so the first `#` ends it: two issuers
 * never name the same subject, and none names a user or client of this server, whose identifiers have no `#`.
 *
 * @throws OAuthError `invalid_grant` for an issuer or subject that this cannot be said of
 */
export function foreignSubject({ iss, sub }: { iss: string; sub: string }): string {
  if (iss.includes('#')) throw invalidGrant('assertion', 'the issuer has a fragment');
  const subject = `${iss}#${sub}`;
  if (sub === '' || subject.length > longest || !printable.test(subject)) {
    throw invalidGrant('assertion', `the subject is not 1 to ${longest} printable characters`);
  }
  return subject;
}
