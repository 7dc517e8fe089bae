/** Words around passkeys, in English. */
export const en = {
  cancelled: 'Nothing has happened: it was stopped, or took too long. You can try again.',
  exists: 'This device has a passkey for your account already.',
  failed: 'That did not work with the passkey. Try again, or use another way.',
  unsupported: 'This browser cannot use passkeys. Use another way, or another browser.',
  needsScript: 'A passkey needs JavaScript, which is switched off in this browser.',
} as const;
