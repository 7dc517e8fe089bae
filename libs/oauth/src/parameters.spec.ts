import fc from 'fast-check';
import { OAuthError } from './oauth-error';
import { parseParameters, requireParameter } from './parameters';

const invalidRequest = (description: RegExp) =>
  expect.objectContaining({ code: 'invalid_request', description: expect.stringMatching(description) });

describe('parseParameters', () => {
  it('reads names and values', () => {
    const { parameters, resources } = parseParameters('grant_type=client_credentials&scope=read+write');
    expect({ ...parameters }).toEqual({ grant_type: 'client_credentials', scope: 'read write' });
    expect(resources).toEqual([]);
  });

  it('reads the bytes of a body as it reads a string', () => {
    const body = 'state=%C3%A9%20%2B%26%3D&code=x';
    expect(parseParameters(Buffer.from(body))).toEqual(parseParameters(body));
    expect(parseParameters(body).parameters.state).toBe('é +&=');
  });

  it('takes unescaped UTF-8 in a body', () => {
    expect(parseParameters(Buffer.from('state=é')).parameters.state).toBe('é');
  });

  it('reads nothing out of nothing', () => {
    for (const empty of ['', '&', '&&&', new Uint8Array()]) {
      expect(parseParameters(empty)).toEqual({ parameters: {}, resources: [], audiences: [] });
    }
  });

  it('keeps equals signs in a value', () => {
    expect(parseParameters('code=a==').parameters.code).toBe('a==');
  });

  it('treats a parameter without a value as omitted', () => {
    const { parameters, resources } = parseParameters('scope=&state&resource=&code=x&scope=read');
    expect({ ...parameters }).toEqual({ code: 'x', scope: 'read' });
    expect(resources).toEqual([]);
  });

  it('refuses a repeated parameter and names it', () => {
    expect(() => parseParameters('code=a&state=b&code=a')).toThrow(
      invalidRequest(/^the parameter code is repeated/),
    );
  });

  it('sees through the spelling of a repeated parameter', () => {
    expect(() => parseParameters('client_id=a&client%5Fid=b')).toThrow(
      invalidRequest(/^the parameter client_id is repeated/),
    );
  });

  it('collects repeated resources in their order', () => {
    const { parameters, resources } = parseParameters(
      'resource=https%3A%2F%2Fb.example&code=x&resource=https%3A%2F%2Fa.example',
    );
    expect(resources).toEqual(['https://b.example', 'https://a.example']);
    expect({ ...parameters }).toEqual({ code: 'x' });
  });

  it('collects repeated audiences in their order', () => {
    const { parameters, audiences } = parseParameters('audience=b&code=x&audience=a&audience=');
    expect(audiences).toEqual(['b', 'a']);
    expect({ ...parameters }).toEqual({ code: 'x' });
  });

  it('is not confused by names that objects inherit', () => {
    const { parameters } = parseParameters('__proto__=a&constructor=b&toString=c');
    expect(Object.keys(parameters)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(parseParameters('code=x').parameters.constructor).toBeUndefined();
    expect(() => parseParameters('__proto__=a&__proto__=b')).toThrow(invalidRequest(/__proto__ is repeated/));
  });

  it.each(['code=%', 'code=%4', 'code=%zz', '%=x', 'code=100%&state=x'])(
    'refuses the broken escape in %j',
    (encoded) => {
      expect(() => parseParameters(encoded)).toThrow(invalidRequest(/not form-encoded UTF-8/));
    },
  );

  it.each([
    ['a stray continuation byte', 'code=%80'],
    ['Latin-1', 'code=caf%E9'],
    ['an overlong form', 'code=%C0%AF'],
    ['a surrogate', 'code=%ED%A0%80'],
    ['a code point beyond the last', 'code=%F5%80%80%80'],
  ])('refuses escapes that are not UTF-8: %s', (_, encoded) => {
    expect(() => parseParameters(encoded)).toThrow(
      invalidRequest(/^the parameter code is not form-encoded UTF-8/),
    );
  });

  it('refuses a body whose bytes are not UTF-8', () => {
    expect(() => parseParameters(Uint8Array.of(0x61, 0x3d, 0xff))).toThrow(invalidRequest(/not UTF-8/));
  });

  it('refuses unescaped characters outside ASCII in a string, whose bytes are unknown', () => {
    expect(() => parseParameters('state=Ã©')).toThrow(invalidRequest(/percent-encode/));
    expect(() => parseParameters('state=\ud800')).toThrow(invalidRequest(/percent-encode/));
  });

  it.each(['code=a%00b', 'code=a%0D%0Ab', 'code=%1B', 'code=%7F', 'code=%C2%85', 'code=a\nb', 'code=a\n'])(
    'refuses the control character in %j',
    (encoded) => {
      expect(() => parseParameters(encoded)).toThrow(
        invalidRequest(/^the parameter code contains a control character/),
      );
    },
  );

  it('refuses a control character in a name, without repeating it', () => {
    expect(() => parseParameters('co%0Ade=x')).toThrow(invalidRequest(/^a parameter contains a control/));
  });

  it('refuses a value without a name', () => {
    expect(() => parseParameters('=x')).toThrow(invalidRequest(/has no name/));
  });

  it('does not repeat a long or odd name', () => {
    const odd = encodeURIComponent('<script>"');
    expect(() => parseParameters(`${odd}=a&${odd}=b`)).toThrow(invalidRequest(/^a parameter is repeated/));
    const long = 'n'.repeat(65);
    expect(() => parseParameters(`${long}=a&${long}=b`)).toThrow(invalidRequest(/^a parameter is repeated/));
  });

  it('takes 100 parameters and refuses 101, whatever they are', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => `p${index}=x`).join('&');
    expect(Object.keys(parseParameters(hundred).parameters)).toHaveLength(100);
    expect(() => parseParameters(`${hundred}&q=x`)).toThrow(invalidRequest(/more than 100 parameters/));
    expect(() => parseParameters('resource=a:b&'.repeat(101))).toThrow(invalidRequest(/more than 100/));
    expect(() => parseParameters('&'.repeat(101))).toThrow(invalidRequest(/more than 100/));
  });

  it('bounds names, values and the whole', () => {
    expect(() => parseParameters(`${'n'.repeat(129)}=x`)).toThrow(invalidRequest(/more than 128 characters/));
    expect(parseParameters(`code=${'x'.repeat(8192)}`).parameters.code).toHaveLength(8192);
    expect(() => parseParameters(`code=${'x'.repeat(8193)}`)).toThrow(
      invalidRequest(/^the parameter code is longer than 8192 characters/),
    );
    expect(() => parseParameters('x'.repeat(65537))).toThrow(invalidRequest(/more than 65536 bytes/));
    expect(() => parseParameters(new Uint8Array(65537))).toThrow(invalidRequest(/more than 65536 bytes/));
  });

  it('never puts a value in an error', () => {
    expect.assertions(3);
    for (const encoded of ['client_secret=hunter2%', 'client_secret=hunter2%00', 'a=hunter2&a=hunter2']) {
      try {
        parseParameters(encoded);
      } catch (error) {
        expect(JSON.stringify([error, String(error)])).not.toContain('hunter2');
      }
    }
  });

  it('reads what a form encoder writes', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 20 }), (values) => {
        delete values.resource;
        const { parameters } = parseParameters(new URLSearchParams(values).toString());
        expect({ ...parameters }).toEqual({ ...values });
      }),
    );
  });

  it('reads the parameters of a body, whatever is escaped in it and what is not', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const written = fc.tuple(text, fc.boolean()).map(([value, escaped]) => ({
      value,
      // Bytes of UTF-8 may stand as they are in a body; what has a meaning may not.
      encoded: escaped ? encodeURIComponent(value) : value.replace(/[%&+=]/g, encodeURIComponent),
    }));
    const names = fc.uniqueArray(written, { selector: ({ value }) => value, maxLength: 20 });
    fc.assert(
      fc.property(names, fc.array(written, { minLength: 20, maxLength: 20 }), (named, values) => {
        const pairs = named.map((name, index) => ({ name, value: values[index] ?? name }));
        const body = pairs.map(({ name, value }) => `${name.encoded}=${value.encoded}`).join('&');
        const { parameters } = parseParameters(Buffer.from(body));
        expect(Object.entries(parameters).sort()).toEqual(
          pairs.map(({ name, value }) => [name.value, value.value]).sort(),
        );
      }),
    );
  });

  it('reads bytes that are a view of a part of their memory', () => {
    const memory = new TextEncoder().encode('code=abcdef');
    expect({ ...parseParameters(memory.subarray(0, 8)).parameters }).toEqual({ code: 'abc' });
  });

  it('refuses a control character wherever it stands and however it is written', () => {
    const control = fc.oneof(fc.integer({ min: 0, max: 0x1f }), fc.integer({ min: 0x7f, max: 0x9f }));
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
    fc.assert(
      fc.property(control, text, text, fc.boolean(), (code, before, after, escaped) => {
        const character = String.fromCharCode(code);
        const [start, end] = [encodeURIComponent(before), encodeURIComponent(after)];
        const sent = escaped ? encodeURIComponent(character) : character;
        for (const body of [`code=${start}${sent}${end}`, `a${start}${sent}${end}=x`]) {
          expect(() => parseParameters(Buffer.from(body))).toThrow(invalidRequest(/control character/));
        }
      }),
    );
  });

  it('answers garbage with parameters or with invalid_request, never with another error', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(garbage, (encoded) => {
        try {
          parseParameters(encoded);
        } catch (error) {
          expect(error).toBeInstanceOf(OAuthError);
          expect(error).toHaveProperty('code', 'invalid_request');
        }
      }),
    );
  });
});

describe('requireParameter', () => {
  it('returns the value', () => {
    expect(requireParameter({ code: 'x' }, 'code')).toBe('x');
  });

  it.each([{}, { code: '' }, { code: undefined }])(
    'names the parameter that is missing from %j',
    (parameters) => {
      expect(() => requireParameter(parameters, 'code')).toThrow(
        invalidRequest(/^the parameter code is missing or has no value/),
      );
    },
  );
});
