import type { Translated } from '../i18n/catalogue';
import type { en } from './en';

/** Words of the page shell, in German. */
export const de: Translated<typeof en> = {
  skipToContent: 'Zum Inhalt springen',
  title: '{{title}} · {{name}}',
  errorTitle: 'Fehler: {{title}}',
  language: 'Sprache: {{language}}',
};
