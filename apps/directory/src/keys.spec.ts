import { hkdfSync } from 'node:crypto';
import { deriveKey } from './keys';

const masterKey = Buffer.alloc(32, 7);

describe('derived keys', () => {
  it('are those of RFC 5869, 32 bytes, the same every time', () => {
    const expected = hkdfSync('sha256', masterKey, '', 'latchkey directory totp secrets', 32);
    expect(deriveKey(masterKey, 'totp secrets')).toEqual(Buffer.from(expected));
    expect(deriveKey(masterKey, 'totp secrets')).toHaveLength(32);
  });

  it('differ with the purpose and with the master key', () => {
    const key = deriveKey(masterKey, 'totp secrets');
    expect(deriveKey(masterKey, 'passkey challenges')).not.toEqual(key);
    expect(deriveKey(Buffer.alloc(32, 8), 'totp secrets')).not.toEqual(key);
    expect(key).not.toEqual(masterKey);
  });
});
