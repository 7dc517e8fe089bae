import { catalogueFaults } from '@latchkey/ui';
import { passkeyTranslations } from '.';

describe('the words around passkeys', () => {
  it('are whole in every language', () => {
    expect(catalogueFaults(passkeyTranslations)).toEqual([]);
  });
});
