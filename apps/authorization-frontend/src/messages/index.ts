import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the pages that people go through, in every language. */
export const pageTranslations = { en, de, fr, es, it, nl };

/** Words of the pages that people go through. */
export const pageMessages = createCatalogue(pageTranslations);

/** What those words are, by key. */
export type PageMessages = typeof en;
