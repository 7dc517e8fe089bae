/** Words of the sign-in page. */
export const signInMessages = {
  title: 'Sign in',
  leads: {
    welcome: 'with your account on this server',
    device: 'to connect your device',
    consent: (clientName: string) => `to continue to ${clientName}`,
  },
  email: 'E-mail address',
  password: 'Password',
  submit: 'Sign in',
  where: (host: string) =>
    `This is ${host}. Check that your browser shows this address before you type your password.`,
  problems: 'You are not signed in yet',
  missingEmail: 'Enter your e-mail address',
  missingPassword: 'Enter your password',
  wrongCredentials: 'E-mail address and password do not go together. Check both and try again.',
  busy: 'Many people are signing in right now. Wait a few seconds and try again.',
};
