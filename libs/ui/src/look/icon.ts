import { createAsset, type Asset } from '../asset';

/** Outline of the keyhole in the mark, on a grid of 32 by 32. */
export const keyhole =
  'M16 8a5 5 0 0 1 2.6 9.27l1.53 6.2A1.25 1.25 0 0 1 18.92 25h-5.84a1.25 1.25 0 0 1-1.21-1.53l1.53-6.2A5 5 0 0 1 16 8Z';

/** Makes the mark as an icon for tabs and bookmarks. */
export function createIcon(accent: string): Asset {
  return createAsset(
    'svg',
    'image/svg+xml',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
      `<rect width="32" height="32" rx="9" fill="${accent}"/><path d="${keyhole}" fill="#fff"/></svg>`,
  );
}
