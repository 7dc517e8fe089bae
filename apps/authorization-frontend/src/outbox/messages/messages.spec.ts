import { catalogueFaults } from '@latchkey/ui';
import { outboxTranslations } from '.';

describe('the words of the outbox', () => {
  it('are whole in every language', () => {
    expect(catalogueFaults(outboxTranslations)).toEqual([]);
  });
});
