/** Words of the mails, in English. */
export const en = {
  greeting: { plain: 'Hello,', named: 'Hello {{name}},' },
  lifetime: 'The link works once, and for one hour.',
  advice: {
    nothing_happens: 'If this was not you, you need not do anything: without you, nothing happens.',
    new_password: 'If this was not you, set a new password right away: {{link}}',
    look_through: 'If this was not you, look through your account and change your password: {{link}}',
    tell_us: 'If this was not you, please tell the people who run {{brand}} right away.',
  },
  mails: {
    sign_up: {
      subject: 'Your account at {{brand}}',
      text: 'This address was entered to make an account at {{brand}}. Choose your name and password here:',
    },
    already_registered: {
      subject: 'You already have an account at {{brand}}',
      text: 'This address was entered to make an account at {{brand}}. There is one already, and it is yours. Sign in here; if you have forgotten your password, that page helps too:',
    },
    reset_password: {
      subject: 'New password for {{brand}}',
      text: 'Somebody asked for a new password for your account at {{brand}}. Choose it here:',
    },
    no_account: {
      subject: 'No account at {{brand}} with this address',
      text: 'Somebody asked for a new password at {{brand}}, but there is no account with this address. If you have one, it has another address.',
    },
    change_email: {
      subject: 'Confirm your address for {{brand}}',
      text: 'This address was entered as the new address of an account at {{brand}}. Confirm it here:',
    },
    address_taken: {
      subject: 'Your address is in use at {{brand}}',
      text: 'This address was entered as the new address of another account at {{brand}}. It belongs to your account already, and an address can have one account only.',
    },
    password_changed: {
      subject: 'Your password was changed',
      text: 'The password of your account at {{brand}} was changed. All other browsers were signed out.',
    },
    password_reset: {
      subject: 'Your password was set anew',
      text: 'The password of your account at {{brand}} was set anew, with a link from a mail. All browsers were signed out.',
    },
    email_changed: {
      subject: 'Your address was changed',
      text: 'Your account at {{brand}} has another e-mail address now. This one has no part in it any more.',
    },
    passkey_added: {
      subject: 'A passkey was added',
      text: 'A passkey was added to your account at {{brand}}. Whoever holds it can sign in with it. Other browsers that were signed in with the password alone were signed out.',
    },
    passkey_removed: {
      subject: 'A passkey was removed',
      text: 'A passkey was removed from your account at {{brand}}. It cannot be used to sign in any more.',
    },
    totp_added: {
      subject: 'An authenticator app was added',
      text: 'An authenticator app was added to your account at {{brand}}. From now on you are asked for its code when you sign in. Other browsers that were signed in with the password alone were signed out.',
    },
    totp_removed: {
      subject: 'Your authenticator app was removed',
      text: 'The authenticator app was removed from your account at {{brand}}. Its codes do not work any more.',
    },
    recovery_codes_replaced: {
      subject: 'You have new recovery codes',
      text: 'The recovery codes of your account at {{brand}} were replaced. The former ones do not work any more.',
    },
    recovery_code_used: {
      subject: 'A recovery code was used',
      text: 'Somebody signed in to your account at {{brand}} with a recovery code. It does not work any more.',
    },
    account_deleted: {
      subject: 'Your account was deleted',
      text: 'Your account at {{brand}} was deleted, with everything that belonged to it.',
    },
  },
} as const;
