/** Words of the consent page. */
export const consentMessages = {
  title: (clientName: string) => `${clientName} asks for access`,
  lead: 'If you allow it, the application can do this in your name:',
  leadWithoutScopes: 'It wants to know that it is you, and asks for nothing else.',
  destination: 'Afterwards your browser goes to',
  destinations: {
    web: (host: string) => host,
    loopback: (host: string) => `an application on this computer (${host})`,
    privateUse: (scheme: string) => `an application on this device (${scheme})`,
  },
  allow: 'Allow',
  deny: 'Deny',
};
