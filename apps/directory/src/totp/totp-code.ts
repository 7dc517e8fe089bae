import { generateSecret, generateURI, verifySync } from 'otplib';

// What authenticator applications take for granted (RFC 6238 §4, §5.2): SHA-1, six digits, 30 seconds, and one
// step either side for clocks that differ and people who type slowly.
const periodSeconds = 30;
const settings = { algorithm: 'sha1', digits: 6, period: periodSeconds } as const;

/** Makes the secret of an authenticator application: 160 random bits (RFC 4226 §4 R6) as base32. */
export function createTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** The secret as the URI that applications read from a QR code. */
export function totpUri({
  secret,
  issuer,
  email,
}: {
  secret: string;
  issuer: string;
  email: string;
}): string {
  return generateURI({ strategy: 'totp', issuer, label: email, secret, ...settings });
}

/**
 * Returns the time step (RFC 6238 §4.2) whose code was typed: this one, the one before or the next. Undefined when
 * it is none of theirs. Spaces in it do not matter.
 */
export function matchingStep(secret: string, typed: string, now: Date): number | undefined {
  const token = typed.slice(0, 32).replace(/\s/g, '');
  if (!/^[0-9]{6}$/.test(token)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({
    strategy: 'totp',
    secret,
    token,
    epoch,
    epochTolerance: periodSeconds,
    ...settings,
  });
  return result.valid ? Math.floor(epoch / periodSeconds) + result.delta : undefined;
}
