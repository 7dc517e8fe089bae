import type { Translated } from '../i18n/catalogue';
import type { en } from './en';

/** Words of the page shell, in Italian. */
export const it: Translated<typeof en> = {
  skipToContent: 'Vai al contenuto',
  title: '{{title}} · {{name}}',
  errorTitle: 'Errore: {{title}}',
  language: 'Lingua: {{language}}',
};
