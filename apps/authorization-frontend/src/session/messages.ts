/** Words about who is signed in. */
export const accountMessages = {
  signedInAs: 'Signed in as',
  switchAccount: 'Not you? Sign out',
};
