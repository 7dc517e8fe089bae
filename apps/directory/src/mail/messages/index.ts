import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the mails, in every language. */
export const mailTranslations = { en, de, fr, es, it, nl };

/** Words of the mails. */
export const mailMessages = createCatalogue(mailTranslations);

/** What those words are, by key. */
export type MailMessages = typeof en;
