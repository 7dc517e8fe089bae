import { languages } from '@latchkey/ui';
import { composeMail, type MailText } from './compose-mail';
import { mailTranslations } from './messages';

const brand = { brandName: 'Stadtwerke', publicUrl: 'https://auth.example.com' };
const texts = Object.keys(mailTranslations.en.mails) as MailText[];
const link = 'https://auth.example.com/email/sign-up?token=t';

describe('composeMail', () => {
  it.each(languages.flatMap((language) => texts.map((text) => [language, text] as const)))(
    'writes whole mails in %s: %s',
    (language, text) => {
      const mail = composeMail({ text, language, name: 'Ada', link }, brand);
      expect(mail.subjectLine).not.toMatch(/[\r\n]|\{\{/);
      expect(mail.text).not.toMatch(/\{\{|undefined/);
      for (const part of ['Ada', link, 'Stadtwerke', brand.publicUrl]) expect(mail.text).toContain(part);
    },
  );

  it('says how long a link works where there is one that ends', () => {
    const { lifetime } = mailTranslations.en;
    const said = texts.filter((text) => composeMail({ text, language: 'en' }, brand).text.includes(lifetime));
    expect(said).toEqual(['sign_up', 'reset_password', 'change_email']);
  });

  it('greets without a name where there is none to greet with', () => {
    for (const name of [undefined, 'evil.example']) {
      const { text } = composeMail({ text: 'password_changed', language: 'de', name }, brand);
      expect(text).toMatch(/^Guten Tag,\n/);
      expect(text).not.toContain('evil');
    }
  });

  it('reads as a letter', () => {
    const { text, subjectLine } = composeMail({ text: 'sign_up', language: 'en', link }, brand);
    expect(subjectLine).toBe('Your account at Stadtwerke');
    expect(text).toBe(
      [
        'Hello,',
        'This address was entered to make an account at Stadtwerke. Choose your name and password here:',
        link,
        'The link works once, and for one hour.',
        'If this was not you, you need not do anything: without you, nothing happens.',
        '-- \nStadtwerke\nhttps://auth.example.com\n',
      ].join('\n\n'),
    );
  });
});
