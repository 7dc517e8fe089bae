/** Words of the device pages. */
export const deviceMessages = {
  enter: {
    title: 'Connect a device',
    lead: 'Enter the code that your device shows.',
    label: 'Code',
    hint: 'Eight letters and digits. Capitals, spaces and hyphens do not matter.',
    submit: 'Continue',
    missing: 'Enter the code from your device',
    unknown:
      'No device is waiting with this code. Check it, or ask the device for a new code: codes end after some minutes.',
    used: 'This code has been used already. Ask the device for a new one.',
  },
  confirm: {
    title: (clientName: string) => `Connect ${clientName}?`,
    lead: 'If you allow it, the application on the device can do this in your name:',
    leadWithoutScopes:
      'The application on the device wants to know that it is you, and asks for nothing else.',
    code: 'Code on the device',
    remoteAddress: 'Asked from the address',
    userAgent: 'The device calls itself',
    asked: 'Asked',
    unknown: 'not known',
    warningTitle: 'Did you start this yourself?',
    warning:
      'Go on only if the device is in front of you and shows this code. If somebody sent you the code or a link, refuse: they would get into your account.',
    approve: 'Yes, connect it',
    deny: 'No, refuse',
  },
  approved: {
    title: 'Your device is connected',
    paragraph: (clientName: string) =>
      `Go back to your device: ${clientName} goes on there in a few seconds. You can close this page.`,
  },
  denied: {
    title: 'The device was refused',
    paragraph: (clientName: string) =>
      `${clientName} got nothing. If you did not start this, there is nothing else to do; you can close this page.`,
  },
  ago: (seconds: number) => {
    if (seconds < 60) return 'less than a minute ago';
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
    const hours = Math.floor(minutes / 60);
    return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  },
};
