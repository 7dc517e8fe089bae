import { OAuthError } from '@latchkey/oauth';
import { requireLogo } from './logo';

const svg = (content: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>${content}</svg>`;
const fault = (bytes: Buffer | string, mediaType: 'image/svg+xml' | 'image/png' = 'image/svg+xml') => {
  try {
    requireLogo({ bytes: Buffer.from(bytes as string), mediaType });
    return undefined;
  } catch (error) {
    return error instanceof OAuthError ? error.code : error;
  }
};

describe('SVG logo', () => {
  it.each([
    ['a shape', svg('<path d="M1 1h6v6z" fill="#0a0"/>')],
    [
      'an XML declaration, comments and space',
      `\uFEFF<?xml version="1.0"?>\n<!-- a -->${svg('<!-- b -->')}\n`,
    ],
    [
      'single quotes and a title',
      `<svg xmlns='http://www.w3.org/2000/svg'><title>A &amp; B – ü</title></svg>`,
    ],
    ['nothing drawn', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" />'],
    [
      'a gradient of its own',
      svg(
        '<defs><linearGradient id="a"><stop offset="0" stop-color="rgb(1,2,3)"/></linearGradient></defs><g transform="translate(1 2) rotate(3)"><circle r="2" fill="url(#a)"/></g>',
      ),
    ],
  ])('passes with %s', (_, text) => {
    expect(fault(text)).toBeUndefined();
  });

  it.each([
    ['a script', svg('<script>alert(1)</script>')],
    ['a script in another case', svg('<SCRIPT>alert(1)</SCRIPT>')],
    ['a script with a prefix', svg('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>')],
    ['foreign content', svg('<foreignObject><p>hi</p></foreignObject>')],
    ['an event handler', svg('', ' onload="alert(1)"')],
    ['an event handler without space before it', svg('', '/onload="alert(1)"')],
    ['an event handler without quotes', svg('<path onclick=alert(1) />')],
    ['an event handler after a line break', svg('<path d="M0 0"\nonclick="x"/>')],
    ['a style sheet', svg('<style>@import "https://evil.example/";</style>')],
    ['a style', svg('<path style="fill:url(https://evil.example/)"/>')],
    ['a picture from elsewhere', svg('<image href="https://evil.example/a.png"/>')],
    ['an embedded picture', svg('<image href="data:image/png;base64,AA=="/>')],
    ['a link', svg('<a href="https://evil.example/"><path d="M0 0"/></a>')],
    ['an old-style link', svg('<a xlink:href="javascript:alert(1)"/>')],
    ['a reference to another picture', svg('<use href="b.svg#a"/>')],
    ['copies of copies', svg('<g id="a"><use href="#b"/></g>')],
    ['a paint from elsewhere', svg('<path fill="url(https://evil.example/#a)"/>')],
    ['a paint from a relative address', svg('<path fill="url(b.svg#a)"/>')],
    ['a paint in quotes', svg(`<path fill="url('b.svg')"/>`)],
    ['a picture as paint', svg(`<path fill="image-set('b.png' 1x)"/>`)],
    ['an escaped function', svg('<path fill="\\75rl(b.svg)"/>')],
    ['an address as a character reference', svg('<path fill="&#117;rl(b.svg)"/>')],
    ['an animation', svg('<animate attributeName="href" to="javascript:alert(1)"/>')],
    ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`],
    ['an unknown entity', svg('&a;')],
    ['a style sheet instruction', `<?xml-stylesheet href="https://evil.example/"?>${svg('')}`],
    ['a section of characters', svg('<![CDATA[<script>alert(1)</script>]]>')],
    ['an end that is not a beginning', svg('</g>')],
    ['a beginning without end', svg('<g>')],
    ['two pictures', svg('') + svg('')],
    ['a picture in a picture', svg(svg(''))],
    ['text before it', `x${svg('')}`],
    ['text behind it', `${svg('')}x`],
    ['a script behind it', `${svg('')}<script>alert(1)</script>`],
    ['a comment that ends early', svg('<!-- --><script>alert(1)</script> -->')],
    ['another namespace', '<svg xmlns="http://www.w3.org/1999/xhtml"></svg>'],
    ['no namespace', '<svg></svg>'],
    ['a namespace of its own inside', svg('<g xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['an attribute twice', svg('<path d="M0 0" d="M1 1"/>')],
    ['a page', '<html><body></body></html>'],
    ['half a tag', '<svg xmlns="http://www.w3.org/2000/svg"'],
    ['a control character', svg('\u0000')],
    ['nothing', ''],
    ['more than 32 KiB', svg(`<title>${'x'.repeat(32 * 1024)}</title>`)],
  ])('is refused with %s', (_, text) => {
    expect(fault(text)).toBe('invalid_request');
  });

  it('is refused when it is not UTF-8', () => {
    expect(fault(Buffer.from(svg('é'), 'latin1'))).toBe('invalid_request');
    expect(fault(Buffer.from(svg(''), 'utf16le'))).toBe('invalid_request');
  });

  it('is read quickly, however it is made to be hard to read', () => {
    const hard = ['<!--', '<g ', ' ', '<g a="', '<', '&amp', '<g>', '<path d="" '];
    const started = performance.now();
    for (const piece of hard) {
      expect(fault(svg(piece.repeat(30_000 / piece.length)))).toBe(
        piece === ' ' ? undefined : 'invalid_request',
      );
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('PNG logo', () => {
  const header = (width: number, height: number) => {
    const bytes = Buffer.alloc(64);
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };

  it('passes by its bytes', () => {
    expect(fault(header(128, 1_024), 'image/png')).toBeUndefined();
  });

  it.each<[string, Buffer | string]>([
    ['a picture that is too wide', header(1_025, 1)],
    ['a picture that is too high', header(1, 2 ** 32 - 1)],
    ['a picture without width', header(0, 1)],
    ['half a signature', header(1, 1).subarray(0, 20)],
    ['a JPEG', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(60)])],
    ['SVG', svg('')],
    ['a picture of more than 32 KiB', Buffer.concat([header(1, 1), Buffer.alloc(32 * 1024)])],
    ['nothing', ''],
  ])('is refused when it is %s', (_, bytes) => {
    expect(fault(bytes, 'image/png')).toBe('invalid_request');
  });

  it('does not pass as SVG', () => {
    expect(fault(header(1, 1))).toBe('invalid_request');
  });
});
