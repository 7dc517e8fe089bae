import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words around passkeys, in German. */
export const de: Translated<typeof en> = {
  cancelled:
    'Es ist nichts geschehen: Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Sie können es noch einmal versuchen.',
  exists: 'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.',
  failed:
    'Mit dem Passkey hat das nicht geklappt. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.',
  unsupported:
    'Dieser Browser kann keine Passkeys verwenden. Nehmen Sie einen anderen Weg oder einen anderen Browser.',
  needsScript: 'Ein Passkey braucht JavaScript, und das ist in diesem Browser abgeschaltet.',
};
