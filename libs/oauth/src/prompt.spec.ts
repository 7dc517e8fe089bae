import { parsePrompt, promptValues } from './prompt';

describe('prompt', () => {
  it('is read in the order of the request, each value once', () => {
    expect(parsePrompt('consent login consent')).toEqual(['consent', 'login']);
    for (const prompt of promptValues) expect(parsePrompt(prompt)).toEqual([prompt]);
  });

  it.each([undefined, ''])('that is %j asks for nothing', (value) => {
    expect(parsePrompt(value)).toEqual([]);
  });

  it.each(['none login', 'login none', 'create', 'Login', 'login  consent', ' login', 'login,consent'])(
    'is refused as %j',
    (value) => {
      expect(() => parsePrompt(value)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );

  it('is refused when it is long, without being taken apart', () => {
    expect(() => parsePrompt('login '.repeat(100_000))).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});
