/** Words of the pages that people go through, in English. */
export const en = {
  signIn: {
    title: 'Sign in',
    leads: {
      welcome: 'with your account on this server',
      device: 'to connect your device',
      consent: 'to continue to {{application}}',
    },
    email: 'E-mail address',
    password: 'Password',
    submit: 'Sign in',
    where: 'This is {{host}}. Check that your browser shows this address before you type your password.',
    problems: 'You are not signed in yet',
    missingEmail: 'Enter your e-mail address',
    missingPassword: 'Enter your password',
    wrongCredentials: 'E-mail address and password do not go together. Check both and try again.',
    busy: 'Many people are signing in right now. Wait a few seconds and try again.',
  },
  account: {
    signedInAs: 'Signed in as',
    switchAccount: 'Not you? Sign out',
  },
  consent: {
    title: '{{application}} asks for access',
    lead: 'If you allow it, the application can do this in your name:',
    leadWithoutScopes: 'It wants to know that it is you, and asks for nothing else.',
    destination: 'Afterwards your browser goes to',
    loopback: 'an application on this computer ({{host}})',
    privateUse: 'an application on this device ({{scheme}})',
    allow: 'Allow',
    deny: 'Deny',
  },
  device: {
    enter: {
      title: 'Connect a device',
      lead: 'Enter the code that your device shows.',
      label: 'Code',
      hint: 'Eight letters and digits. Capitals, spaces and hyphens do not matter.',
      submit: 'Continue',
      problems: 'We cannot go on with this code',
      missing: 'Enter the code from your device',
      unknown:
        'No device is waiting with this code. Check it, or ask the device for a new code: codes end after some minutes.',
      used: 'This code has been used already. Ask the device for a new one.',
      mustBeTyped:
        'This device asks for its code to be typed, for your safety. Read it from the device and enter it yourself.',
    },
    compare: {
      title: 'Is this the code on your device?',
      lead: 'A link has brought the code along. Go on only if the device in front of you shows exactly this one.',
      submit: 'Yes, it is the same',
    },
    confirm: {
      title: 'Connect {{application}}?',
      lead: 'If you allow it, the application on the device can do this in your name:',
      leadWithoutScopes:
        'The application on the device wants to know that it is you, and asks for nothing else.',
      code: 'Code on the device',
      kind: 'Kind of device',
      kindAndName: '{{kind}}, calls itself “{{name}}”',
      asked: 'Asked',
      remoteAddress: 'From the address',
      sameAddress: '{{address}}, where you are, too',
      region: 'From the region',
      unknown: 'not known',
      warningTitle: 'Did you start this yourself?',
      warning:
        'Go on only if the device is in front of you and shows this code. If somebody sent you the code or a link, refuse: they would get into your account.',
      approve: 'Yes, connect it',
      deny: 'No, refuse',
    },
    kinds: {
      tv: 'Television',
      phone: 'Phone or tablet',
      computer: 'Computer',
      charger: 'Charger',
      sensor: 'Sensor',
      device: 'A device',
    },
    approved: {
      title: 'Your device is connected',
      lead: 'Go back to your device: it goes on by itself in a few seconds. You can close this page.',
    },
    denied: {
      title: 'The device was refused',
      lead: 'It got nothing. If you did not start this, there is nothing else to do. You can close this page.',
    },
    answered: {
      title: 'This code has its answer already',
      lead: 'Go back to your device. If it is still waiting, let it show a new code, and enter that one.',
      another: 'Enter another code',
    },
  },
  errors: {
    mender: 'Whose it is to mend',
    menders: {
      you: 'Yours: the next step above should do it',
      application: 'The application’s: its developers can mend it',
      us: 'Ours: you need not do anything',
    },
    errorCode: 'Error code',
    errorDescription: 'For the developers',
    retryAfter: 'Try again in',
    time: 'Time',
    reference: 'Reference',
    home: 'Home page',
    again: 'Open the page again',
    code: 'Enter another code',
    application: 'Back to {{application}}',
    kinds: {
      not_found: {
        title: 'There is no such page',
        what: 'Nothing lives at this address.',
        next: 'Check it for a typing mistake, or start from the home page.',
      },
      malformed_request: {
        title: 'This request could not be read',
        what: 'Something in the address or in the form is incomplete, or is there twice.',
        next: 'Go back to where you came from and try again from there.',
      },
      missing_request: {
        title: 'Something is missing here',
        what: 'This page belongs to a sign-in that an application starts, and the address does not say which.',
        next: 'Go to the application and choose to sign in there.',
      },
      expired_request: {
        title: 'This took a little too long',
        what: 'An application waits for an answer only for a few minutes. This request has ended, and nothing was allowed.',
        next: 'Go back to the application and start again there.',
      },
      decided_request: {
        title: 'You have answered already',
        what: 'This request has its answer, and an answer is taken only once. Nothing was changed just now.',
        next: 'Go on in the application. To answer otherwise, start again there.',
      },
      other_browser: {
        title: 'This sign-in began somewhere else',
        what: 'It was started in another browser, or your browser did not keep our cookie. So that nobody gets into your account with a link, it can only be finished where it was started.',
        next: 'Go to the application in this browser and sign in from there. If that does not help, allow cookies for this site. If somebody sent you this link, close the page.',
      },
      decided_device: {
        title: 'This device has its answer already',
        what: 'Somebody has decided about this code, so your answer was not recorded.',
        next: 'If the device is still waiting, ask it for a new code.',
      },
      too_many_codes: {
        title: 'Too many codes were tried',
        what: 'From your address or account, many codes were entered that no device shows. So that nobody can guess codes, we take a break.',
        next: 'Wait a little, then enter the code that your device shows then.',
      },
      stale_form: {
        title: 'This form is out of date',
        what: 'The form belongs to another sign-in, or your browser did not send our cookie with it. Nothing was changed.',
        next: 'Open the page again and try once more. If that does not help, allow cookies for this site.',
      },
      foreign_form: {
        title: 'This form came from somewhere else',
        what: 'Another site tried to send a form in your name. Nothing was changed.',
        next: 'Close that site. Forms are taken only from the pages of this server.',
      },
      too_large: {
        title: 'That was too much at once',
        what: 'The form holds more than this server takes.',
        next: 'Shorten what you entered and try again.',
      },
      unsupported_form: {
        title: 'This kind of form is not taken here',
        what: 'The form was not sent by a page of this server.',
        next: 'For developers: forms must be of the type application/x-www-form-urlencoded.',
      },
      refused_request: {
        title: 'The application’s request was refused',
        what: 'The application that sent you here made a mistake, so you were not signed in to it, and it has learned nothing about you.',
        next: 'You can try once more from the application. If this page comes back, tell the people who make it what it says below.',
      },
      unavailable: {
        title: 'We cannot do this just now',
        what: 'A part of this server is not answering. Nothing is lost.',
        next: 'Wait a moment and try again.',
      },
      defect: {
        title: 'Something went wrong on our side',
        what: 'This is not your doing.',
        next: 'Try again. If it stays, tell us the reference below.',
      },
    },
  },
} as const;
