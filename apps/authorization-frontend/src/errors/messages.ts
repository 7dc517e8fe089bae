/** Who can mend what went wrong. */
export type Mender = 'you' | 'application' | 'us';

/** Words and status of one error page. */
export interface ErrorMessage {
  status: number;
  title: string;
  /** What happened, and what to do now. */
  paragraphs: readonly string[];
  mender: Mender;
}

/** Every error page. */
export const errorMessages = {
  not_found: {
    status: 404,
    title: 'There is no such page',
    paragraphs: [
      'Nothing lives at this address. Check it for a typing mistake, or start from the home page.',
    ],
    mender: 'you',
  },
  malformed_request: {
    status: 400,
    title: 'This request could not be read',
    paragraphs: [
      'Something in the address or in the form is incomplete, or is there twice.',
      'Go back to where you came from and try again from there.',
    ],
    mender: 'you',
  },
  missing_request: {
    status: 400,
    title: 'Something is missing here',
    paragraphs: [
      'This page belongs to a sign-in that an application starts, and the address does not say which.',
      'Go to the application and choose to sign in there.',
    ],
    mender: 'you',
  },
  expired_request: {
    status: 410,
    title: 'This took a little too long',
    paragraphs: [
      'An application waits for an answer only for a few minutes, and takes it only once. This request has ended.',
      'Nothing was allowed just now. Go back to the application and start again there.',
    ],
    mender: 'you',
  },
  decided_device: {
    status: 409,
    title: 'This device has its answer already',
    paragraphs: [
      'Somebody has decided about this code, so your answer was not recorded.',
      'If the device is still waiting, ask it for a new code.',
    ],
    mender: 'you',
  },
  stale_form: {
    status: 403,
    title: 'This form is out of date',
    paragraphs: [
      'The form belongs to another sign-in, or your browser did not send our cookie with it. Nothing was changed.',
      'Go back, reload the page and try again. If that does not help, allow cookies for this site.',
    ],
    mender: 'you',
  },
  foreign_form: {
    status: 403,
    title: 'This form came from somewhere else',
    paragraphs: [
      'Another site tried to send a form in your name. Nothing was changed.',
      'Forms are taken only from the pages of this server.',
    ],
    mender: 'application',
  },
  too_large: {
    status: 413,
    title: 'That was too much at once',
    paragraphs: ['The form holds more than this server takes. Shorten what you entered and try again.'],
    mender: 'you',
  },
  unsupported_form: {
    status: 415,
    title: 'This kind of form is not taken here',
    paragraphs: ['Pages of this server take forms of the type application/x-www-form-urlencoded only.'],
    mender: 'application',
  },
  refused_request: {
    status: 400,
    title: 'The application’s request was refused',
    paragraphs: [
      'The application that sent you here made a mistake, so you were not signed in to it, and it has learned nothing about you.',
      'You can try once more from the application. If this page comes back, tell the people who make it what it says below.',
    ],
    mender: 'application',
  },
  unavailable: {
    status: 503,
    title: 'We cannot do this just now',
    paragraphs: ['A part of this server is not answering. Nothing is lost: wait a moment and try again.'],
    mender: 'us',
  },
  defect: {
    status: 500,
    title: 'Something went wrong on our side',
    paragraphs: ['This is not your doing. Try again; if it stays, tell us the reference below.'],
    mender: 'us',
  },
} as const satisfies Record<string, ErrorMessage>;

/** Names an error page. */
export type ErrorKind = keyof typeof errorMessages;

/** Words that all error pages share. */
export const errorPageMessages = {
  mender: 'Whose it is to mend',
  menders: {
    you: 'Yours: the next step above should do it',
    application: 'The application’s: its developers can mend it',
    us: 'Ours: you need not do anything',
  } satisfies Record<Mender, string>,
  errorCode: 'Error code',
  errorDescription: 'For the developers',
  reference: 'Reference',
  home: 'Home page',
};
