import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words around passkeys, in every language. */
export const passkeyTranslations = { en, de, fr, es, it, nl };

/** Words around passkeys. */
export const passkeyMessages = createCatalogue(passkeyTranslations);
