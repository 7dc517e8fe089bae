import { createCatalogue } from '../i18n/catalogue';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the page shell in every language. */
export const shellTranslations = { en, de, fr, es, it, nl };

/** Words of the page shell. */
export const shellMessages = createCatalogue(shellTranslations);
