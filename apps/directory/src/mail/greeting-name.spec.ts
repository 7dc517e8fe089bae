import { greetingName } from './greeting-name';

describe('greetingName', () => {
  it.each(['Ada', 'Ada Lovelace', 'J. R. O’Neill-Smith', 'Dr. Müller', 'José', '山田 太郎', 'विजय'])(
    'greets %s',
    (name) => {
      expect(greetingName(name)).toBe(name);
    },
  );

  it.each([
    'http://evil.example',
    'evil.example',
    'www.evil',
    'Ada evil.example',
    'mail me: ada',
    'ada@evil',
    'Ada\r\nBcc: eve@example.com',
    'Ada, your account is locked',
    'Ada\u202e',
    '1-800-EVIL',
    '',
    'A'.repeat(61),
  ])('greets nobody by "%s"', (name) => {
    expect(greetingName(name)).toBeUndefined();
  });
});
