import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the pages about links in mails, in every language. */
export const emailLinkTranslations = { en, de, fr, es, it, nl };

/** Words of the pages about links in mails. */
export const emailLinkMessages = createCatalogue(emailLinkTranslations);
