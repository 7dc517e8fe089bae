import fastifyCookie from '@fastify/cookie';
import fastify from 'fastify';
import { PageError } from '../errors/page-error';
import { cookiesFor } from '../http/cookies';
import { createFormGuard } from './form-guard';

const { browser: cookie } = cookiesFor('https://auth.example.com');

/** A page that gives out two forms, and an address that takes one of them. */
function createServer() {
  const forms = createFormGuard(cookie);
  const server = fastify();
  server.register(fastifyCookie);
  server.get<{ Querystring: { purpose: string; binding: string } }>('/', async (request, reply) => ({
    asked: forms.issue(request, reply, request.query.purpose, request.query.binding),
    other: forms.issue(request, reply, 'another form'),
  }));
  server.post<{ Body: Record<string, string> }>('/', async (request) => {
    const { purpose = '', binding = '', ...form } = request.body;
    try {
      forms.verify(request, form, purpose, binding);
      return 'accepted';
    } catch (error) {
      return error instanceof PageError ? error.kind : 'unexpected';
    }
  });
  const open = async (purpose: string, binding: string, cookies: Record<string, string> = {}) => {
    const response = await server.inject({ url: '/', query: { purpose, binding }, cookies });
    return {
      ...response.json<Record<'asked' | 'other', { form_token: string }>>(),
      cookies: response.cookies,
    };
  };
  const post = async (payload: Record<string, string>, cookies: Record<string, string>) =>
    (await server.inject({ method: 'POST', url: '/', payload, cookies })).body;
  return { open, post };
}

describe('createFormGuard', () => {
  const { open, post } = createServer();
  const one = { purpose: 'consent', binding: 'request-1' };

  it('accepts the form that it gave to this browser', async () => {
    const page = await open(one.purpose, one.binding);
    expect(page.cookies).toEqual([
      {
        name: '__Host-latchkey_browser',
        value: expect.stringMatching(/^[\w-]{43}$/),
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
    ]);
    const cookies = { [cookie.name]: page.cookies[0]?.value ?? '' };
    expect(await post({ ...one, ...page.asked }, cookies)).toBe('accepted');
    expect(await post({ purpose: 'another form', ...page.other }, cookies)).toBe('stale_form');
  });

  it('keeps the cookie of a browser that has one, and replaces one that is malformed', async () => {
    const value = 'A'.repeat(43);
    expect((await open('a', 'b', { [cookie.name]: value })).cookies).toEqual([]);
    expect((await open('a', 'b', { [cookie.name]: `${value}!` })).cookies).toHaveLength(1);
  });

  it.each([
    ['no token', { form_token: '' }],
    ['a token that differs in one character', { form_token: 'A' }],
    ['the token of another purpose', { purpose: 'sign-out' }],
    ['the token of another request', { binding: 'request-2' }],
  ])('refuses %s', async (_what, change) => {
    const page = await open(one.purpose, one.binding);
    const cookies = { [cookie.name]: page.cookies[0]?.value ?? '' };
    const { form_token: token } = page.asked;
    const altered = { ...one, form_token: token, ...change };
    if (altered.form_token === 'A') altered.form_token = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    expect(await post(altered, cookies)).toBe('stale_form');
  });

  it('refuses a form without the cookie, and with the cookie of another browser', async () => {
    const page = await open(one.purpose, one.binding);
    expect(await post({ ...one, ...page.asked }, {})).toBe('stale_form');
    expect(await post({ ...one, ...page.asked }, { [cookie.name]: 'B'.repeat(43) })).toBe('stale_form');
  });

  it('does not take a token for other parts that read the same when put together', async () => {
    const page = await open('consent', '","x');
    const cookies = { [cookie.name]: page.cookies[0]?.value ?? '' };
    expect(await post({ purpose: 'consent","', binding: 'x', ...page.asked }, cookies)).toBe('stale_form');
  });
});
