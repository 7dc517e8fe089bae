import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the steps of a sign-in, in every language. */
export const signInTranslations = { en, de, fr, es, it, nl };

/** Words of the steps of a sign-in. */
export const signInMessages = createCatalogue(signInTranslations);
