import { domainToASCII } from 'node:url';

const maximumLength = 254; // octets: RFC 5321 §4.5.3.1.3, less the angle brackets of a path

// Neither spaces nor controls nor invisible format characters, which make two addresses look like one.
const emailPattern = /^[^\s@\p{Cc}\p{Cf}]+@[^\s@\p{Cc}\p{Cf}]+$/u;

// RFC 5322 §3.2.3 dot-atom, with the letters of RFC 6531 §3.3: nothing that has to be quoted anywhere.
const dotAtom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

// RFC 1123 §2.1, at least two labels. The last one of an address in digits would be a number.
const hostName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Brings an e-mail address, as typed, into the one form in which the directory keeps and compares it:
 * without surrounding spaces, compatibility characters folded (NFKC), lower-case. Undefined when it cannot
 * be an address or is longer than 254 octets.
 */
export function normalizeEmail(typed: string): string | undefined {
  // Folding can make text much longer, so what is absurdly long is not folded at all.
  if (typed.length > 4 * maximumLength) return undefined;
  // Lower-casing can leave text that is no longer in normal form, hence the second time.
  const email = typed.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
  return Buffer.byteLength(email) <= maximumLength && emailPattern.test(email) ? email : undefined;
}

/**
 * As {@link normalizeEmail}, for an address that a mail is to go to: undefined also for a local part that would
 * have to be quoted, and for a domain that no public name can be.
 */
export function normalizeDeliverableEmail(typed: string): string | undefined {
  const email = normalizeEmail(typed);
  const [local = '', domain = ''] = email?.split('@') ?? [];
  const isDeliverable =
    Buffer.byteLength(local) <= 64 && dotAtom.test(local) && hostName.test(domainToASCII(domain));
  return isDeliverable ? email : undefined;
}
