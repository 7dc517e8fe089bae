import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words around passkeys, in Italian. */
export const it: Translated<typeof en> = {
  cancelled:
    'Non è successo nulla: l’operazione è stata interrotta o ha richiesto troppo tempo. Può riprovare.',
  exists: 'Su questo dispositivo c’è già una passkey per il suo account.',
  failed: 'Con la passkey non ha funzionato. Riprovi o usi un altro modo.',
  unsupported: 'Questo browser non può usare le passkey. Usi un altro modo o un altro browser.',
  needsScript: 'Una passkey ha bisogno di JavaScript, che in questo browser è disattivato.',
};
