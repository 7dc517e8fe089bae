import { normalizeDeliverableEmail, normalizeEmail } from './email';

describe('normalizeEmail', () => {
  it('ignores case and surrounding spaces', () => {
    expect(normalizeEmail('  Ada@Example.COM\t')).toBe('ada@example.com');
  });

  it('folds compatibility characters, such as full-width letters', () => {
    expect(normalizeEmail('ａｄａ＠example.com')).toBe('ada@example.com');
  });

  it('gives composed and decomposed letters one form', () => {
    expect(normalizeEmail('rene\u0301@example.com')).toBe(normalizeEmail('ren\u00e9@example.com'));
  });

  it('gives an address that is normal already back as it is', () => {
    for (const typed of ['İstanbul@example.com', 'ǅ@example.com', 'ϓ\u0301@example.com']) {
      const email = normalizeEmail(typed);
      expect(email).toBeDefined();
      expect(normalizeEmail(email ?? '')).toBe(email);
    }
  });

  it.each([
    ['nothing', ''],
    ['spaces only', '   '],
    ['no at sign', 'ada.example.com'],
    ['two at signs', 'ada@home@example.com'],
    ['nothing before the at sign', '@example.com'],
    ['nothing after the at sign', 'ada@'],
    ['a space within', 'a da@example.com'],
    ['a line break within', 'ada@example.com\nbcc:eve@example.com'],
    ['a NUL', 'ada\u0000@example.com'],
    ['an invisible character', 'ada\u200b@example.com'],
    ['a right-to-left override', '\u202eada@example.com'],
  ])('refuses %s', (_, typed) => expect(normalizeEmail(typed)).toBeUndefined());

  it('accepts 254 octets and refuses 255', () => {
    const domain = '@example.com';
    expect(normalizeEmail('a'.repeat(254 - domain.length) + domain)).toBeDefined();
    expect(normalizeEmail('a'.repeat(255 - domain.length) + domain)).toBeUndefined();
    expect(normalizeEmail('é'.repeat(122) + domain)).toBeUndefined();
  });

  it('measures an address after folding', () => {
    // U+FDFA folds into 18 characters.
    expect(normalizeEmail(`${'\ufdfa'.repeat(20)}@example.com`)).toBeUndefined();
  });
});

describe('normalizeDeliverableEmail', () => {
  it.each(['ada.lovelace+flex@mail.example.com', "o'neill@example.com", 'jörg@bücher.example'])(
    'accepts %s',
    (email) => expect(normalizeDeliverableEmail(` ${email.toUpperCase()} `)).toBe(email),
  );

  it.each([
    'ada',
    'ada@',
    'ada@localhost',
    'ada@example.com, eve@example.com',
    'ada,eve@example.com',
    '<ada@example.com>',
    '"ada"@example.com',
    'ada(lovelace)@example.com',
    '.ada@example.com',
    'ada..lovelace@example.com',
    'ada@example..com',
    'ada@-example.com',
    'ada@exa_mple.com',
    'ada@[192.0.2.1]',
    'ada@192.0.2.1',
    'ada@example.com.',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
  ])('refuses %s', (email) => expect(normalizeDeliverableEmail(email)).toBeUndefined());
});
