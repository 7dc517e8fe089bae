/**
 * Returns the user handle of a user as base64url (Web Authentication Level 3 section 4): the 16 bytes of the
 * subject, which tell nothing of the person.
 *
 * @param subject a UUID
 */
export function userHandleOf(subject: string): string {
  return Buffer.from(subject.replaceAll('-', ''), 'hex').toString('base64url');
}
