import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words around passkeys, in Spanish. */
export const es: Translated<typeof en> = {
  cancelled: 'No ha pasado nada: se ha cancelado o ha tardado demasiado. Puede intentarlo de nuevo.',
  exists: 'Este dispositivo ya tiene una clave de acceso para su cuenta.',
  failed: 'No ha funcionado con la clave de acceso. Inténtelo de nuevo o use otro medio.',
  unsupported: 'Este navegador no puede usar claves de acceso. Use otro medio u otro navegador.',
  needsScript: 'Una clave de acceso necesita JavaScript, que está desactivado en este navegador.',
};
