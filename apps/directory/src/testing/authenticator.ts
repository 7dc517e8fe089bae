import { CredentialService } from '@latchkey/contracts';
import { generateSync } from 'otplib';
import type { TestDirectory } from './test-directory';

/** An authenticator application that a test has added to an account. */
export interface Authenticator {
  secret: string;
  /** Ten, when it is the first second factor. */
  recoveryCodes: string[];
  /** The code that it shows now, or so many steps of 30 s later. */
  code(steps?: number): string;
}

/** The code that an application with this secret shows at a moment. */
export function totpAt(secret: string, moment: Date): string {
  return generateSync({ secret, epoch: Math.floor(moment.getTime() / 1000) });
}

/** Adds an authenticator application to the account of a session; its code of this moment is taken then. */
export async function addAuthenticator(
  directory: TestDirectory,
  sessionToken: string,
): Promise<Authenticator> {
  const credentials = await directory.as('authorization-frontend', CredentialService);
  const { secret, enrolmentToken } = await credentials.startTotpEnrolment({ sessionToken });
  const code = (steps = 0) => totpAt(secret, new Date(directory.now().getTime() + steps * 30_000));
  const { recoveryCodes } = await credentials.enrolTotp({ sessionToken, enrolmentToken, code: code() });
  return { secret, recoveryCodes, code };
}
