import { createAsset, type Asset } from '../asset';
import { account } from './account';
import { base } from './base';
import { content } from './content';
import { controls } from './controls';
import { forcedColours } from './forced-colours';
import { guide } from './guide';
import { layout } from './layout';
import { createTokens } from './tokens';

/** Makes the one style sheet of all pages. */
export function createStylesheet(accent: string): Asset {
  const sheets = [createTokens(accent), base, layout, controls, content, guide, account, forcedColours];
  return createAsset('css', 'text/css; charset=utf-8', sheets.map(withoutIndentation).join(''));
}

/** Every byte is one that somebody waits for. */
function withoutIndentation(sheet: string): string {
  return sheet.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/\n\s*/g, '\n');
}
