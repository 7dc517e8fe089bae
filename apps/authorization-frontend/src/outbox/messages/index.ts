import { createCatalogue } from '@latchkey/ui';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';

/** Words of the outbox, in every language. */
export const outboxTranslations = { en, de, fr, es, it, nl };

/** Words of the outbox. */
export const outboxMessages = createCatalogue(outboxTranslations);
