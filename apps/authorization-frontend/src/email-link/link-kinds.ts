import { EmailLinkPurpose } from '@latchkey/contracts';

/** What links are for: where one is asked for, and the page that it opens. */
export const linkKinds = {
  signUp: { purpose: EmailLinkPurpose.SIGN_UP, askedAt: '/sign-up', opensAt: '/email/sign-up' },
  resetPassword: {
    purpose: EmailLinkPurpose.RESET_PASSWORD,
    askedAt: '/forgot-password',
    opensAt: '/email/reset-password',
  },
  changeEmail: {
    purpose: EmailLinkPurpose.CHANGE_EMAIL,
    askedAt: '/account/security',
    opensAt: '/email/change-email',
  },
} as const;

/** Names a kind of link. */
export type LinkKind = keyof typeof linkKinds;

/** A kind of link that leads to a new password. */
export type PasswordLinkKind = Exclude<LinkKind, 'changeEmail'>;
