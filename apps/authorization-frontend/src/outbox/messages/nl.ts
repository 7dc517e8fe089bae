import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the outbox, in Dutch. */
export const nl: Translated<typeof en> = {
  title: 'Postvak UIT',
  lead: 'Deze server is voor ontwikkeling: de e-mails worden hier bewaard en niet verstuurd.',
  none: 'Er zijn nog geen e-mails.',
  to: 'Aan',
  written: 'Geschreven',
};
