const subjectPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Says whether a user could have this identifier: nothing else is given, so nothing else is looked up. */
export function isSubject(text: string): boolean {
  return subjectPattern.test(text);
}
