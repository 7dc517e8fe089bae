import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words around passkeys, in French. */
export const fr: Translated<typeof en> = {
  cancelled:
    'Il ne s’est rien passé : l’opération a été interrompue ou a pris trop de temps. Vous pouvez réessayer.',
  exists: 'Cet appareil a déjà une clé d’accès pour votre compte.',
  failed: 'Cela n’a pas fonctionné avec la clé d’accès. Réessayez, ou choisissez un autre moyen.',
  unsupported:
    'Ce navigateur ne sait pas utiliser les clés d’accès. Choisissez un autre moyen ou un autre navigateur.',
  needsScript: 'Une clé d’accès a besoin de JavaScript, qui est désactivé dans ce navigateur.',
};
