import { dictionary } from '@zxcvbn-ts/language-common';

// About 50,000, most common first. The package holds them as a list anyway (2.5 MB): looking through it takes
// 0.05 ms, next to a hash that takes a hundred, and a set would cost 2 MB more.
const commonPasswords = dictionary['passwords-common'];

// What people add to a word. More than eight characters of it count as something of their own.
const mostAdded = 8;
const addedBefore = /^[\p{N}\p{P}\p{S}\s]+/u;
const addedAfter = /[\p{N}\p{P}\p{S}\s]+$/u;
const shortestWord = 4;
/** A pattern that is repeated, as "abc" in "abcabcabcabc", is no better than itself. */
const longestPattern = 4;

/**
 * Says whether a password is among those that are tried first: a common one, one with digits and punctuation
 * around it, one repeated, a few characters repeated, or a run as in "abcdefghijkl". Case does not count.
 */
export function isCommonPassword(password: string): boolean {
  const typed = password.toLowerCase();
  return [typed, wordOf(typed)].some((text) => {
    const pattern = repeatedPattern(text);
    const isRepeated = pattern.length < text.length && pattern.length <= longestPattern;
    return isRepeated || isRun(text) || isListed(pattern) || isListed(wordOf(pattern));
  });
}

function isListed(word: string): boolean {
  return word.length >= shortestWord && commonPasswords.includes(word);
}

/** A text without what was added to it; the text itself when that is too much to be an addition. */
function wordOf(text: string): string {
  const word = text.replace(addedBefore, '').replace(addedAfter, '');
  return text.length - word.length <= mostAdded ? word : text;
}

/** The shortest text of which a text consists when it is repeated, the last time perhaps not to its end. */
function repeatedPattern(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const pattern = text.slice(0, length);
    if (text === pattern.repeat(Math.ceil(text.length / length)).slice(0, text.length)) return pattern;
  }
  return text;
}

/** Whether each character follows, or each precedes, the one before it, as on a keyboard: 0 comes after 9. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, place) => {
    const step = character.charCodeAt(0) - text.charCodeAt(place);
    return Math.abs(step) === 9 ? -Math.sign(step) : step;
  });
  return steps.length > 0 && (steps.every((step) => step === 1) || steps.every((step) => step === -1));
}
