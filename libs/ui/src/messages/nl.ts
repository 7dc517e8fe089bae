import type { Translated } from '../i18n/catalogue';
import type { en } from './en';

/** Words of the page shell, in Dutch. */
export const nl: Translated<typeof en> = {
  skipToContent: 'Naar de inhoud',
  title: '{{title}} · {{name}}',
  errorTitle: 'Fout: {{title}}',
  language: 'Taal: {{language}}',
};
