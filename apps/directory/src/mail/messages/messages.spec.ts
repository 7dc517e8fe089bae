import { catalogueFaults } from '@latchkey/ui';
import { mailTranslations } from '.';

describe('the words of the mails', () => {
  it('are whole in every language', () => {
    expect(catalogueFaults(mailTranslations)).toEqual([]);
  });
});
