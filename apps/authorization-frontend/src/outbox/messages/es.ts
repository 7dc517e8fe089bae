import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words of the outbox, in Spanish. */
export const es: Translated<typeof en> = {
  title: 'Bandeja de salida',
  lead: 'Este servidor es de desarrollo: guarda aquí sus correos y no envía ninguno.',
  none: 'Todavía no hay correos.',
  to: 'Para',
  written: 'Escrito',
};
