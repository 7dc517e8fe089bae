import { graphqlMediaType, isJsonBody, prefersHtml } from './media-type';

const modern = 'application/graphql-response+json';
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('graphqlMediaType', () => {
  it.each([
    [undefined, modern],
    ['', modern],
    ['*/*', modern],
    ['application/*', modern],
    [modern, modern],
    [`${modern}; charset=utf-8, application/json; charset=utf-8`, modern],
    ['application/json', 'application/json'],
    ['APPLICATION/JSON', 'application/json'],
    [`application/json, ${modern};q=0.9`, 'application/json'],
    [`${modern};q=0, */*`, 'application/json'],
    ['application/json;q=0.2, text/html', 'application/json'],
    [browser, modern],
  ])('chooses for %p', (accept, chosen) => {
    expect(graphqlMediaType(accept)).toBe(chosen);
  });

  it.each([
    'text/html',
    'image/*',
    'application/json;q=0',
    '*/*;q=0',
    'application/json;q=7',
    'application/json;q=nonsense',
    'application/json; charset=iso-8859-1',
    'nonsense',
    `${'x/y,'.repeat(2000)}application/json`,
  ])('finds nothing to choose for %p', (accept) => {
    expect(graphqlMediaType(accept)).toBeUndefined();
  });
});

describe('prefersHtml', () => {
  it.each([
    [browser, true],
    ['text/html', true],
    ['text/*', true],
    ['application/json;q=0.5, text/html', true],
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/html;q=0.5, application/json', false],
    ['text/html, application/json', false],
  ])('says of %p: %p', (accept, expected) => {
    expect(prefersHtml(accept)).toBe(expected);
  });
});

describe('isJsonBody', () => {
  it.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['Application/JSON; charset="UTF-8"', true],
    ['application/json; charset=utf-16', false],
    ['application/jsonp', false],
    ['application/graphql', false],
    ['application/x-www-form-urlencoded', false],
    ['multipart/form-data; boundary=application/json', false],
    ['text/plain', false],
    [undefined, false],
  ])('says of %p: %p', (contentType, expected) => {
    expect(isJsonBody(contentType)).toBe(expected);
  });
});
