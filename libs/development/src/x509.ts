import type * as X509 from '@peculiar/x509';

/**
 * Loads @peculiar/x509. It builds on tsyringe, which refuses to load unless the functions of the decorator
 * metadata proposal exist. None of the classes concerned carries metadata, so "nothing recorded" is a true
 * answer; and they have to be there first, which a static import could not promise once bundled.
 */
export async function loadX509(): Promise<typeof X509> {
  if (!('getMetadata' in Reflect)) {
    Object.assign(Reflect, {
      getMetadata: () => undefined,
      getOwnMetadata: () => undefined,
      defineMetadata: () => undefined,
    });
  }
  return import('@peculiar/x509');
}
