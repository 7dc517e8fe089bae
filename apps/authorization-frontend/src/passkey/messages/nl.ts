import type { Translated } from '@latchkey/ui';
import type { en } from './en';

/** Words around passkeys, in Dutch. */
export const nl: Translated<typeof en> = {
  cancelled: 'Er is niets gebeurd: het is afgebroken of duurde te lang. U kunt het opnieuw proberen.',
  exists: 'Op dit apparaat staat al een passkey voor uw account.',
  failed: 'Met de passkey is het niet gelukt. Probeer het opnieuw of kies een andere manier.',
  unsupported: 'Deze browser kan geen passkeys gebruiken. Kies een andere manier of een andere browser.',
  needsScript: 'Een passkey heeft JavaScript nodig, en dat staat in deze browser uit.',
};
