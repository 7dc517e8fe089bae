/** Who can mend what went wrong. */
export type Mender = 'you' | 'application' | 'us';

/** Every error page: its status, and whose it is to mend. Its words are in the catalogues. */
export const errorKinds = {
  not_found: { status: 404, mender: 'you' },
  malformed_request: { status: 400, mender: 'you' },
  missing_request: { status: 400, mender: 'you' },
  expired_request: { status: 410, mender: 'you' },
  decided_request: { status: 409, mender: 'you' },
  other_browser: { status: 403, mender: 'you' },
  decided_device: { status: 409, mender: 'you' },
  too_many_codes: { status: 429, mender: 'you' },
  too_many_sign_ins: { status: 429, mender: 'you' },
  too_many_attempts: { status: 429, mender: 'you' },
  too_many_mails: { status: 429, mender: 'you' },
  stale_form: { status: 403, mender: 'you' },
  foreign_form: { status: 403, mender: 'application' },
  too_large: { status: 413, mender: 'you' },
  unsupported_form: { status: 415, mender: 'application' },
  refused_request: { status: 400, mender: 'application' },
  unavailable: { status: 503, mender: 'us' },
  defect: { status: 500, mender: 'us' },
} as const satisfies Record<string, { status: number; mender: Mender }>;

/** Names an error page. */
export type ErrorKind = keyof typeof errorKinds;
