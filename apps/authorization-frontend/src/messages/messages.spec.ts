import { catalogueFaults } from '@latchkey/ui';
import { pageTranslations } from '.';

describe('the words of the pages', () => {
  it('are whole in every language', () => {
    // Words that are the same in that language.
    const same = [
      'it:signIn.password',
      'it:device.kinds.computer',
      'nl:device.kinds.computer',
      'nl:device.kinds.sensor',
      'es:device.kinds.sensor',
    ];
    expect(catalogueFaults(pageTranslations, { same })).toEqual([]);
  });

  // WCAG 2.2 §3.2.4: what is the same is called the same.
  it.each(Object.entries(pageTranslations))(
    'name a page as its button does, in %s',
    (_language, { signIn }) => {
      expect(signIn.submit).toBe(signIn.title);
    },
  );
});
