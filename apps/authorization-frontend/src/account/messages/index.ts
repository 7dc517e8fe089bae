import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the account, in every language. */
export const accountTranslations = { en, de, fr, es, it, nl };

/** Words of the account. */
export const accountMessages = createCatalogue(accountTranslations);

/** What those words are, by key. */
export type AccountMessages = typeof en;
