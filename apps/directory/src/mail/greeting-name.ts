// Words, initials and titles: "Ada", "J. R. O'Neill-Smith", "Dr. Müller". No dot within a word, as addresses have.
const plainName = /^(\p{L}[\p{L}\p{M}'’-]*\.?)( (\p{L}[\p{L}\p{M}'’-]*\.?))*$/u;
const longestName = 60;

/**
 * Returns the name to greet a user with; undefined for one that mail programs could turn into a link, or that
 * says more than a name does. Names are what users say of themselves, and our mails do not speak for them.
 */
export function greetingName(name: string): string | undefined {
  return [...name].length <= longestName && plainName.test(name) ? name : undefined;
}
