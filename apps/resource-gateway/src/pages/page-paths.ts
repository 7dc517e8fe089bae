/** First segments of the front end's pages, which the registry of resources cannot take over. */
export const pagePaths = [
  '/account',
  '/admin',
  '/applications',
  '/assets',
  '/authorize',
  '/consent',
  '/device',
  '/docs',
  '/favicon.ico',
  '/playground',
  '/robots.txt',
  '/sign-in',
  '/sign-out',
  '/sign-up',
] as const;
