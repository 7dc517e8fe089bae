import { catalogueFaults } from '@latchkey/ui';
import { signInTranslations } from '.';

describe('the words of the steps of a sign-in', () => {
  it('are whole in every language', () => {
    expect(catalogueFaults(signInTranslations)).toEqual([]);
  });
});
