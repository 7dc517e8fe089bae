import { setTimeout as wait } from 'node:timers/promises';
import { generateSync } from 'otplib';

/** An authenticator application with the secret of an account. */
export interface AuthenticatorApp {
  /** As base32. */
  secret: string;
  /** A code that was not asked for yet; waits for it if need be, since each works once. */
  nextCode(): Promise<string>;
  /** The code that came of `nextCode` last. */
  lastCode(): string;
}

const periodSeconds = 30;
const onTheWayMilliseconds = 10_000;

/** Puts a secret into an application; it may stand in groups, as people read it. */
export function createAuthenticatorApp(shownSecret: string): AuthenticatorApp {
  const secret = shownSecret.replaceAll(/\s/g, '');
  const codeOf = (step: number) => generateSync({ secret, epoch: step * periodSeconds });
  const stepAt = (milliseconds: number) => Math.floor(milliseconds / 1000 / periodSeconds);
  const currentStep = () => stepAt(Date.now());
  let last = 0;
  return {
    secret,
    async nextCode() {
      // The server takes the step before and the next one, too: so three codes are there at any time. The oldest
      // of them is left out when it could end before the server reads it.
      last = Math.max(last + 1, stepAt(Date.now() + onTheWayMilliseconds) - 1);
      while (last > currentStep() + 1) await wait(200);
      return codeOf(last);
    },
    lastCode: () => codeOf(last),
  };
}
