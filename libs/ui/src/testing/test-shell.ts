import { createLook } from '../look/look';
import type { Shell } from '../shell';

/** What pages are rendered with in tests. */
export const testShell: Shell = {
  language: 'en',
  look: createLook({ name: 'Latchkey' }),
  here: undefined,
};
