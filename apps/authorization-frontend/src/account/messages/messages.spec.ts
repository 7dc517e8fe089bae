import { catalogueFaults } from '@latchkey/ui';
import { accountTranslations } from '.';

describe('the words of the account', () => {
  it('are whole in every language', () => {
    // Words that are the same in that language.
    const same = ['de:passkeys.title', 'nl:passkeys.title', 'it:password.title', 'de:passkeys.name'];
    expect(catalogueFaults(accountTranslations, { same })).toEqual([]);
  });
});
