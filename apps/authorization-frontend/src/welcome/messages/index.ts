import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the welcome page, in every language. */
export const welcomeTranslations = { en, de, fr, es, it, nl };

/** Words of the welcome page. */
export const welcomeMessages = createCatalogue(welcomeTranslations);

/** What those words are, by key. */
export type WelcomeMessages = typeof en;
