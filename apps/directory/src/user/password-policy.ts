import { PasswordProblem } from '@latchkey/contracts';
import { isCommonPassword } from './common-passwords';
import { normalizePassword } from './password';

/** Fewest characters of a new password: Unicode code points, after normalisation. */
export const passwordMinimumLength = 12;

/** Whose password it is to be. */
export interface PasswordOwner {
  /** Normalised. */
  email: string;
  name: string;
}

/** A password that may be taken, as it is hashed, or why it may not. */
export type NewPassword = { password: string } | { problem: PasswordProblem };

/**
 * Judges a new password, as typed, as NIST SP 800-63B §3.1.1.2 says: by its length, and by whether it is one
 * that is tried first. There are no rules of composition.
 */
export function judgePassword(typed: string, owner: PasswordOwner): NewPassword {
  if (typed === '') return { problem: PasswordProblem.TOO_SHORT };
  const password = normalizePassword(typed);
  if (password === undefined) return { problem: PasswordProblem.TOO_LONG };
  if ([...password].length < passwordMinimumLength) return { problem: PasswordProblem.TOO_SHORT };
  if (isCommonPassword(password)) return { problem: PasswordProblem.COMMON };
  if (isLikeAccount(password, owner)) return { problem: PasswordProblem.LIKE_ACCOUNT };
  return { password };
}

const shortestPart = 3;
/** Characters that a password has to have beside what anybody knows of its owner. */
const fewestOwn = 6;

/** Whether hardly anything is left without what the address and the name consist of. */
function isLikeAccount(password: string, { email, name }: PasswordOwner): boolean {
  const typed = lettersAndDigits(password);
  const parts = [email, name, ...words(email), ...words(name)].map(lettersAndDigits);
  const known = [...new Set(parts)]
    .filter((part) => part.length >= shortestPart)
    .sort((one, other) => other.length - one.length);
  const own = known.reduce((rest, part) => rest.replaceAll(part, ''), typed);
  return own.length < typed.length && [...own].length < fewestOwn;
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{M}\p{N}]+/u);
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
