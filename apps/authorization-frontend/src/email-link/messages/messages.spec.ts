import { catalogueFaults } from '@latchkey/ui';
import { pageTranslations } from '../../messages';
import { emailLinkTranslations } from '.';

describe('the words about links in mails', () => {
  it('are whole in every language', () => {
    expect(catalogueFaults(emailLinkTranslations)).toEqual([]);
  });

  // WCAG 2.2 §3.2.4: what is the same is called the same.
  it.each(Object.entries(emailLinkTranslations))(
    'name the way to sign in as its page does, in %s',
    (language, { signIn, email }) => {
      const words = pageTranslations[language as keyof typeof pageTranslations];
      expect(signIn).toBe(words.signIn.title);
      expect(email).toBe(words.signIn.email);
    },
  );
});
