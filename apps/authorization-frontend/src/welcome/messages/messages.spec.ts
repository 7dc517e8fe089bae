import { catalogueFaults } from '@latchkey/ui';
import { welcomeTranslations } from '.';

describe('the words of the welcome page', () => {
  it('are whole in every language', () => {
    // Names, and words that are the same in that language.
    const same = [
      'standards.list.rfc6749.name',
      'standards.list.rfc7636.name',
      'examples.authorization.pkce.label',
      'de:standards.list.rfc8707.name',
      'nl:standards.list.rfc8707.name',
      'de:addresses.token',
      'nl:addresses.metadata',
    ];
    expect(catalogueFaults(welcomeTranslations, { same })).toEqual([]);
  });
});
