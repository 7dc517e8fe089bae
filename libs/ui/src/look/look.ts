import { createAsset, type Asset } from '../asset';
import { createStylesheet } from '../styles/stylesheet';
import { defaultAccent } from './accent';
import { createIcon } from './icon';

/** A picture that stands for whoever runs the server. */
export interface Logo {
  /** SVG or PNG. */
  contentType: 'image/svg+xml' | 'image/png';
  content: Buffer;
}

/** What makes the pages look like somebody's own. */
export interface Branding {
  /** Name of the server, for people. */
  name: string;
  /** `#rrggbb`, one that `accentProblem` has no objection to. */
  accent?: string;
  /** Stands in place of our own mark. */
  logo?: Logo | undefined;
}

/** How the pages look, and the files that they refer to. */
export interface Look {
  name: string;
  stylesheet: Asset;
  icon: Asset;
  /** Undefined where our own mark stands. */
  logo: Asset | undefined;
  /** Every file that pages refer to, to be served at its path. */
  assets: readonly Asset[];
}

/** Makes the look of the pages; once, when the server starts. */
export function createLook({ name, accent = defaultAccent, logo: picture }: Branding): Look {
  const stylesheet = createStylesheet(accent);
  const logo = picture && createAsset(extensions[picture.contentType], picture.contentType, picture.content);
  const icon = logo ?? createIcon(accent);
  return { name, stylesheet, icon, logo, assets: [stylesheet, icon] };
}

const extensions = { 'image/svg+xml': 'svg', 'image/png': 'png' } satisfies Record<
  Logo['contentType'],
  string
>;
