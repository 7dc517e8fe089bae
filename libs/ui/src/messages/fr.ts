import type { Translated } from '../i18n/catalogue';
import type { en } from './en';

/** Words of the page shell, in French. */
export const fr: Translated<typeof en> = {
  skipToContent: 'Aller au contenu',
  title: '{{title}} · {{name}}',
  errorTitle: 'Erreur : {{title}}',
  language: 'Langue : {{language}}',
};
