import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the outbox, in German. */
export const de: Translated<typeof en> = {
  title: 'Postausgang',
  lead: 'Dieser Server dient der Entwicklung: Er bewahrt seine E-Mails hier auf und verschickt keine.',
  none: 'Noch gibt es keine E-Mails.',
  to: 'An',
  written: 'Geschrieben',
};
