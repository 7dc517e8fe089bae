import { parseResource } from './resource';

const invalidTarget = (description: RegExp) =>
  expect.objectContaining({ code: 'invalid_target', description: expect.stringMatching(description) });

describe('parseResource', () => {
  it.each([
    'https://api.example.com/',
    'https://api.example.com/v1?tenant=7',
    'http://localhost:9000/graphql/',
    'urn:example:api',
  ])('returns %s as it was sent', (resource) => {
    expect(parseResource(resource)).toBe(resource);
  });

  it.each(['https://api.example.com/#', 'urn:example:api#part'])('refuses the fragment of %s', (resource) => {
    expect(() => parseResource(resource)).toThrow(invalidTarget(/has a fragment/));
  });

  it.each([
    '',
    'api',
    '/api',
    '//api.example.com',
    'https://',
    'urn:',
    ':x',
    'https://api.example.com/a b',
    'https://api.example.com/%',
    'https://api.example.com/%zz',
    'https://api.example.com/é',
    'https://api.example.com/\n',
    'https://api.example.com:port/',
  ])('refuses %j, which is not an absolute URI', (resource) => {
    expect(() => parseResource(resource)).toThrow(invalidTarget(/must be an absolute URI/));
  });

  it('takes 2048 characters and refuses 2049', () => {
    const resource = 'https://api.example.com/'.padEnd(2048, 'x');
    expect(parseResource(resource)).toBe(resource);
    expect(() => parseResource(`${resource}x`)).toThrow(invalidTarget(/longer than 2048/));
  });
});
