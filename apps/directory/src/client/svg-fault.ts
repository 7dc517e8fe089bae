// What draws a plain logo. Left out on purpose: what runs (script, event handlers), embeds (foreignObject, image,
// style), changes later (animate, set), and what makes little text a lot of drawing (use, pattern, mask, filter).
const elements = new Set(
  `svg g defs title desc path rect circle ellipse line polyline polygon text tspan
   linearGradient radialGradient stop`.split(/\s+/),
);
const attributes = new Set(
  `xmlns version id viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points
   transform fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
   stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color offset stop-color stop-opacity
   gradientUnits gradientTransform spreadMethod font-size font-weight font-family text-anchor
   dominant-baseline role aria-label aria-hidden focusable`.split(/\s+/),
);
const functions = new Set([
  'matrix',
  'translate',
  'scale',
  'rotate',
  'skewX',
  'skewY',
  'rgb',
  'rgba',
  'hsl',
  'hsla',
  'url',
]);
const namespace = 'http://www.w3.org/2000/svg';

// Text, a comment, or a tag; sticky, so that nothing between two of them goes unread.
const tokenPattern =
  /(?<text>[^<&]+)|&(?:amp|lt|gt|quot|apos);|<!--(?:(?!--)[^])*-->|<(?<close>\/)?(?<name>[A-Za-z]+)(?<rest>(?:\s+[A-Za-z0-9:-]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*)\s*(?<empty>\/)?>/y;
const attributePattern = /([A-Za-z0-9:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Says what is wrong with bytes that should be an SVG logo; undefined when nothing is. What it does not know it
 * refuses: only shapes, text and gradients pass, and of references those of a gradient of the same picture.
 */
export function svgFault(bytes: Buffer): string | undefined {
  const text = decode(bytes)
    ?.replace(/^\uFEFF?(<\?xml [^<>?]*\?>)?\s*/, '')
    .trimEnd();
  if (text === undefined) return 'is not UTF-8 text';
  const open: string[] = [];
  let complete = false;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const token = tokenPattern.exec(text);
    if (!token) return 'is not SVG of plain tags and text';
    const { name, close, rest = '', empty } = token.groups ?? {};
    const isComment = token[0].startsWith('<!--');
    if (isComment) continue;
    if (complete) return 'has something behind its end';
    if (name === undefined) {
      if (open.length === 0) return 'does not begin with its svg element';
      continue;
    }
    if (close !== undefined) {
      if (open.pop() !== name || rest !== '' || empty !== undefined)
        return `has an end of ${name} without beginning`;
    } else {
      const fault = elementFault(name, rest, open.length === 0);
      if (fault !== undefined) return fault;
      if (empty === undefined) open.push(name);
    }
    complete = open.length === 0;
  }
  return complete ? undefined : 'is not complete';
}

function elementFault(name: string, rest: string, isRoot: boolean): string | undefined {
  if (isRoot !== (name === 'svg')) return 'must have one svg element, around everything';
  if (!elements.has(name)) return `must not have the element ${name}`;
  const seen = new Map<string, string>();
  for (const [, attribute = '', double, single] of rest.matchAll(attributePattern)) {
    const value = double ?? single ?? '';
    if (!attributes.has(attribute)) return `must not have the attribute ${attribute}`;
    if (seen.has(attribute)) return `has the attribute ${attribute} twice`;
    if (attribute !== 'xmlns' && !isHarmless(value)) return `must not have this value of ${attribute}`;
    seen.set(attribute, value);
  }
  const declared = seen.get('xmlns') ?? (isRoot ? '' : namespace);
  return declared === namespace ? undefined : `must have the namespace ${namespace}`;
}

/** No scheme, no escape, no function but those that place and colour; and url() of this picture alone. */
function isHarmless(value: string): boolean {
  if (/[:@\\]|\/\/|\/\*/.test(value)) return false;
  const names = [...value.matchAll(/([A-Za-z-]*)\s*\(/g)].map(([, name = '']) => name);
  if (!names.every((name) => functions.has(name))) return false;
  return !/url/i.test(value) || /^url\(#[A-Za-z0-9_.-]+\)$/.test(value);
}

function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\t\n\r\P{Cc}]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
