import { randomIdentifier } from './random-identifier';

describe('randomIdentifier', () => {
  it('has as many bytes as asked for', () => {
    expect(randomIdentifier(16, 'hex')).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(randomIdentifier(16, 'base64url'), 'base64url')).toHaveLength(16);
  });

  it('never repeats, also when its store of random bytes is used up', () => {
    const made = Array.from({ length: 5_000 }, () => randomIdentifier(16, 'hex'));
    expect(new Set(made).size).toBe(made.length);
  });

  it('leaves no bytes as they were made before the store was filled', () => {
    expect(Array.from({ length: 2_000 }, () => randomIdentifier(8, 'hex'))).not.toContain('0'.repeat(16));
  });
});
