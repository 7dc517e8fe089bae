import type { Asset } from './asset';
import { icon } from './icon';
import { stylesheet } from './styles/stylesheet';

/** Every file that pages refer to, to be served at its path. */
export const assets: readonly Asset[] = [stylesheet, icon];
