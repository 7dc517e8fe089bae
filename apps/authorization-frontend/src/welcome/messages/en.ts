/** Words of the welcome page, in English. */
export const en = {
  title: 'OAuth server',
  headline: 'Sign-in and access for your applications',
  lead: '{{name}} is an OAuth 2.0 authorization server. People sign in here and decide what an application may do; the application gets a token for exactly that, and never sees a password.',
  footer: '{{name}}, an OAuth 2.0 authorization server',
  contents: 'On this page',
  sketch: {
    name: 'Your application',
    title: 'Your application asks for access',
    see: 'See your energy devices',
    control: 'Control them',
    allow: 'Allow',
    deny: 'Deny',
  },
  gettingStarted: {
    heading: 'Getting started',
    lead: 'Every application is registered by us first. Tell us in a few sentences what you are building, and answer four questions. If you are not sure about one, leave it open: your description will do, and we find the answer together.',
  },
  request: {
    button: 'Request an application',
    subject: 'Request for an OAuth application',
    introduction: 'What my application does:',
    questions: {
      clientType: {
        title: 'Client type',
        ask: 'Client type: public or confidential?',
        explanation:
          'Confidential, if it runs on a server of yours and can keep a secret. Public, if its users hold the code: a mobile, desktop or single-page application, or a device.',
      },
      grantType: {
        title: 'Grant type',
        ask: 'Grant type: authorization, client credentials or device?',
        explanation:
          'Authorization, for people with a browser. Client credentials, for a service that acts for itself. Device, for something without a browser or keyboard.',
      },
      redirectUris: {
        title: 'Redirect URIs',
        ask: 'Redirect URIs that are allowed:',
        explanation:
          'Where the browser comes back to after the decision, to the letter. Only the authorization grant needs them.',
      },
      resources: {
        title: 'Resources',
        ask: 'Resources that it is to access:',
        explanation: 'Which of the APIs below, and what for. You can look around before you ask.',
      },
    },
    seeResources: 'See the resources',
  },
  standards: {
    heading: 'What it implements',
    list: {
      rfc6749: {
        name: 'OAuth 2.0',
        about: 'authorization code, client credentials and refresh token grants',
      },
      rfc7636: { name: 'PKCE', about: 'for every authorization code, with S256' },
      rfc8628: { name: 'Device authorization', about: 'for devices without browser or keyboard' },
      rfc8252: { name: 'Native applications', about: 'loopback and private-use redirect URIs' },
      rfc6750: { name: 'Bearer tokens', about: 'in the Authorization header' },
      rfc9068: { name: 'JWT access tokens', about: 'that an API can verify by itself' },
      rfc8707: { name: 'Resource indicators', about: 'tokens for one API and no other' },
      rfc9207: { name: 'Issuer identification', about: 'against mixed-up servers' },
      rfc8414: { name: 'Server metadata', about: 'configuration that libraries read' },
    },
  },
  addresses: {
    heading: 'Addresses',
    lead: 'Most libraries need the first one only, and read the others from the metadata.',
    issuer: 'Issuer',
    metadata: 'Metadata',
    authorization: 'Authorization',
    token: 'Token',
    deviceAuthorization: 'Device authorization',
    keys: 'Keys',
  },
  examples: {
    curl: 'The same with curl',
    resource: {
      title: 'Access the protected resource',
      after: 'The form that RFC 6750 gives the header, `Bearer YOUR_ACCESS_TOKEN`, works as well.',
    },
    authorization: {
      heading: 'Example: authorization',
      lead: 'For applications whose users have a browser. The person signs in and allows access here; your application gets a code, and turns it into tokens.',
      pkce: {
        title: 'Make a PKCE code verifier and its challenge',
        label: 'JavaScript',
        after:
          'Make a new pair each time. RFC 7636 asks for 43 to 128 characters, as this code makes them; shorter verifiers are taken down to 32 characters, for older clients.',
      },
      authorize: {
        title: 'Request authorization',
        before: 'Send the browser to this address.',
        after:
          'It comes back to your redirect URI with `code` and `iss` in the query, and with `state`, if you sent one. Percent-encode the values that you fill in.',
      },
      exchange: {
        title: 'Exchange the code for an access token',
        after:
          'A code works once, and for a short time. The refresh token in the answer gets you the next access token.',
      },
    },
    clientCredentials: {
      heading: 'Example: client credentials',
      lead: 'For a service that acts for itself. Nobody signs in; the service shows its own identifier and secret.',
      exchange: { title: 'Exchange the credentials for an access token' },
    },
    device: {
      heading: 'Example: device',
      lead: 'For televisions, consoles, command lines and everything else that has no browser of its own.',
      authorize: {
        title: 'Authorize the device',
        after:
          'The device passes `user_code` and `verification_uri` on to the person: on its screen if it has one, else aloud, over Bluetooth, or as it can.',
      },
      visit: {
        title: 'The person visits the address',
        before: 'A device with a screen shows something like this:',
        line: 'With a browser on your phone or computer, go to',
        code: 'and enter the code',
        after: 'There they sign in, enter the code, see which device is asking, and decide.',
      },
      exchange: {
        title: 'Exchange the device code for an access token',
        before:
          'In the meantime the device asks again and again, and waits `interval` seconds between two requests:',
        after:
          'It is told `authorization_pending` until the person has decided; `slow_down` adds five seconds to the interval for good.',
      },
    },
  },
  resources: {
    heading: 'Resources',
    lead: 'What access tokens of this server open.',
    none: 'None are registered yet.',
    unavailable: 'The list cannot be shown just now. Reload the page in a moment.',
  },
} as const;
