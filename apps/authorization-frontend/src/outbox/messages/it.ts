import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the outbox, in Italian. */
export const it: Translated<typeof en> = {
  title: 'Posta in uscita',
  lead: 'Questo server serve allo sviluppo: conserva qui le sue e-mail e non ne invia nessuna.',
  none: 'Non ci sono ancora e-mail.',
  to: 'A',
  written: 'Scritta',
};
