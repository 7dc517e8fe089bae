import { randomBytes } from 'node:crypto';
import { createTotpSecrets } from './totp-secrets';

const secrets = createTotpSecrets({ current: randomBytes(32) });
const now = new Date('2030-01-01T00:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('a sealed secret', () => {
  it('opens for the user whom it was sealed for, and fits its column', () => {
    const sealed = secrets.seal('ada', 'GEZDGNBV');
    expect(secrets.open('ada', sealed)).toBe('GEZDGNBV');
    expect(sealed.toString('latin1')).not.toContain('GEZDGNBV');
    expect(secrets.seal('ada', 'G'.repeat(32)).length).toBeLessThanOrEqual(256);
  });

  it('opens for nobody else, under no other key, and not when it was changed', () => {
    const sealed = secrets.seal('ada', 'GEZDGNBV');
    expect(() => secrets.open('eve', sealed)).toThrow();
    expect(() => createTotpSecrets({ current: randomBytes(32) }).open('ada', sealed)).toThrow();
    sealed[sealed.length - 1]! ^= 1;
    expect(() => secrets.open('ada', sealed)).toThrow();
  });
});

describe('an enrolment', () => {
  it('holds the secret for its user and ten minutes', () => {
    const token = secrets.createEnrolment('ada', 'GEZDGNBV', now);
    expect(token).not.toContain('GEZDGNBV');
    expect(secrets.openEnrolment('ada', token, later(599))).toBe('GEZDGNBV');
    expect(secrets.openEnrolment('ada', token, later(600))).toBeUndefined();
    expect(secrets.openEnrolment('eve', token, now)).toBeUndefined();
  });

  it.each(['', 'x', 'A'.repeat(120), 'A'.repeat(100_000), '\u0000'])('is not %.20j', (token) => {
    expect(secrets.openEnrolment('ada', token, now)).toBeUndefined();
  });

  it('is not a secret that is kept, nor the other way round', () => {
    const kept = secrets.seal('ada', 'GEZDGNBV').toString('base64url');
    expect(secrets.openEnrolment('ada', kept, now)).toBeUndefined();
    const token = secrets.createEnrolment('ada', 'GEZDGNBV', now);
    expect(() => secrets.open('ada', Buffer.from(token, 'base64url'))).toThrow();
  });
});
