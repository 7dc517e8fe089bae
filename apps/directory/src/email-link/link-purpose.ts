import { EmailLinkPurpose } from '@latchkey/contracts';

/** What a link in a mail is for. */
export const linkPurposes = ['sign_up', 'reset_password', 'change_email'] as const;

/** One of {@link linkPurposes}. */
export type LinkPurpose = (typeof linkPurposes)[number];

/** As the contract says it. */
export const purposeMessages = {
  sign_up: EmailLinkPurpose.SIGN_UP,
  reset_password: EmailLinkPurpose.RESET_PASSWORD,
  change_email: EmailLinkPurpose.CHANGE_EMAIL,
} satisfies Record<LinkPurpose, EmailLinkPurpose>;

/** Reads what the contract says; undefined for no purpose of ours. */
export function readPurpose(message: EmailLinkPurpose): LinkPurpose | undefined {
  return linkPurposes.find((purpose) => purposeMessages[purpose] === message);
}
