/** Words of the page shell and the components. */
export const shellMessages = {
  product: 'Latchkey',
  skipToContent: 'Skip to content',
  title: (page: string) => `${page} · Latchkey`,
  errorTitle: (title: string) => `Error: ${title}`,
};
