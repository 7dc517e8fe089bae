import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the outbox, in French. */
export const fr: Translated<typeof en> = {
  title: 'Boîte d’envoi',
  lead: 'Ce serveur sert au développement : il garde ses e-mails ici et n’en envoie aucun.',
  none: 'Il n’y a pas encore d’e-mails.',
  to: 'À',
  written: 'Rédigé',
};
