import type { Translated } from '../i18n/catalogue';
import type { en } from './en';

/** Words of the page shell, in Spanish. */
export const es: Translated<typeof en> = {
  skipToContent: 'Ir al contenido',
  title: '{{title}} · {{name}}',
  errorTitle: 'Error: {{title}}',
  language: 'Idioma: {{language}}',
};
