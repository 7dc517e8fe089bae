/** Words of the page shell, in English. */
export const en = {
  skipToContent: 'Skip to content',
  title: '{{title}} · {{name}}',
  errorTitle: 'Error: {{title}}',
  language: 'Language: {{language}}',
} as const;
