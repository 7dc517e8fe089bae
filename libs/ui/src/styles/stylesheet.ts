import { createAsset, type Asset } from '../asset';
import { base } from './base';
import { content } from './content';
import { controls } from './controls';
import { guide } from './guide';
import { layout } from './layout';
import { tokens } from './tokens';

/** The one style sheet of all pages. */
export const stylesheet: Asset = createAsset(
  'css',
  'text/css; charset=utf-8',
  [tokens, base, layout, controls, content, guide].join(''),
);
