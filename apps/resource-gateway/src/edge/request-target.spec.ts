import fc from 'fast-check';
import { hasDotSegments, isAmbiguous, originForm, withoutQuery } from './request-target';

const plainSegment = fc.string({
  unit: fc.constantFrom('a', 'B', '7', '-', '_', '~', '%41', '%2d'),
  minLength: 1,
});
const plainPath = fc.array(plainSegment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);

describe('isAmbiguous', () => {
  it('refuses a dot segment wherever it stands and however it is written', () => {
    const dot = fc.constantFrom('.', '%2e', '%2E');
    const dots = fc.array(dot, { minLength: 1, maxLength: 2 }).map((spelled) => spelled.join(''));
    const slash = fc.constantFrom('/', '\\', '%2f', '%2F', '%5c', '%5C');
    const after = fc.constantFrom('', '/', '\\', ';', ';v=1', '%2f', '%5C', '%3b', '%3B', '?query');
    fc.assert(
      fc.property(plainPath, slash, dots, after, (path, before, segment, rest) => {
        expect(isAmbiguous(`${path}${before}${segment}${rest}`)).toBe(true);
      }),
    );
  });

  it('refuses a fragment, in the query too, and a backslash in the path', () => {
    fc.assert(
      fc.property(plainPath, plainPath, (path, more) => {
        for (const target of [`${path}#${more}`, `${path}?q=1#${more}`, `${path}\\${more}`]) {
          expect(isAmbiguous(target)).toBe(true);
        }
      }),
    );
  });

  it('takes paths without dot segments, and dots that are a part of a segment', () => {
    const dotted = fc.constantFrom('', '/.well-known/x', '/a.b', '/a..b', '/...', '/x%2ey', '/v1.', '/;..a');
    fc.assert(
      fc.property(
        plainPath,
        dotted,
        fc.constantFrom('', '?', '?a=../b', '?a=%2e%2e/&b=\\'),
        (path, end, query) => {
          expect(isAmbiguous(`${path}${end}${query}`)).toBe(false);
        },
      ),
    );
  });

  it('lets nothing past its quick look that the close look would refuse', () => {
    const target = fc.string({
      unit: fc.constantFrom('/', '.', '%', '2', '5', '3', 'e', 'E', 'f', 'c', 'b', ';', '\\', '#', '?', 'a'),
      maxLength: 14,
    });
    fc.assert(
      fc.property(target, (text) => {
        expect(isAmbiguous(text)).toBe(text.includes('#') || hasDotSegments(withoutQuery(text)));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('originForm', () => {
  it('leaves a target that begins with a slash as it is', () => {
    for (const target of ['/', '/a?b=c', '//evil.example/a', '/http://other.example/']) {
      expect(originForm(target)).toBe(target);
    }
  });

  it('writes the absolute form as the path that it names', () => {
    fc.assert(
      fc.property(plainPath, fc.constantFrom('http', 'HTTPS', 'x+y.z-1'), (path, scheme) => {
        expect(originForm(`${scheme}://host.example:9000${path}`)).toBe(path);
      }),
    );
    expect(originForm('http://host.example')).toBe('/');
    expect(originForm('http://host.example?a=b')).toBe('/?a=b');
  });

  it('leaves other forms as they are', () => {
    expect(originForm('*')).toBe('*');
    expect(originForm('host.example:443')).toBe('host.example:443');
  });
});
