import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  beginConnection,
  completeConnection,
  currentConnection,
  disconnect,
  type ExplorerSettings,
  type TabStorage,
} from './connection';

/** The storage of a tab. */
function createTab(): TabStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

describe('the connection of the explorer', () => {
  let server: Server;
  let settings: ExplorerSettings;
  let received: URLSearchParams[];
  let answer: { status: number; body: object };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        received.push(new URLSearchParams(body));
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    settings = {
      issuer,
      authorizationEndpoint: `${issuer}/authorize/`,
      tokenEndpoint: `${issuer}/token/`,
      clientId: 'demo-explorer',
      redirectUri: `${issuer}/graphql/callback`,
      resource: `${issuer}/resource/`,
      scope: 'flex:read flex:control',
    };
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  beforeEach(() => {
    received = [];
    answer = { status: 200, body: { access_token: 'a.b.c', token_type: 'bearer', expires_in: 600 } };
  });

  /** Begins, and answers as an authorization server that allows it would. */
  async function comeBack(tab: TabStorage, changed: Record<string, string | undefined> = {}) {
    const asked = new URL(await beginConnection(settings, tab)).searchParams;
    const back = new URLSearchParams({
      code: 'code-1',
      state: asked.get('state') ?? '',
      iss: settings.issuer,
    });
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) back.delete(name);
      else back.set(name, value);
    }
    return { asked, back };
  }

  it('asks for a code with PKCE, a state and the resource, anew every time', async () => {
    const tab = createTab();
    const { asked } = await comeBack(tab);
    expect(Object.fromEntries(asked)).toEqual({
      response_type: 'code',
      client_id: 'demo-explorer',
      redirect_uri: settings.redirectUri,
      scope: 'flex:read flex:control',
      resource: settings.resource,
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const { asked: again } = await comeBack(tab);
    expect(again.get('state')).not.toBe(asked.get('state'));
    expect(again.get('code_challenge')).not.toBe(asked.get('code_challenge'));
  });

  it('exchanges the code with the verifier of its challenge, and keeps the token in the tab', async () => {
    const tab = createTab();
    const { asked, back } = await comeBack(tab);
    const connection = await completeConnection(settings, tab, back);
    expect(connection).toMatchObject({ accessToken: 'a.b.c', scope: 'flex:read flex:control' });
    expect(Object.fromEntries(received[0] ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: settings.redirectUri,
      client_id: 'demo-explorer',
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      resource: settings.resource,
    });
    const verifier = received[0]?.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'));
    expect(currentConnection(tab)).toEqual(connection);
    expect([...tab.texts.keys()]).toEqual(['explorer.connection']);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['another state', { state: 'other' }, /belongs to no connection/],
    ['no state', { state: undefined }, /belongs to no connection/],
    ['another issuer', { iss: 'https://evil.example' }, /another server/],
    ['no issuer', { iss: undefined }, /another server/],
    ['a refusal', { code: undefined, error: 'access_denied' }, /^access_denied$/],
    [
      'a refusal in words',
      { code: undefined, error: 'access_denied', error_description: 'Not now.' },
      /^Not now\.$/,
    ],
    ['neither code nor error', { code: undefined }, /There is no code/],
  ])('exchanges nothing for an answer with %s', async (_, changed, message) => {
    const tab = createTab();
    const { back } = await comeBack(tab, changed);
    await expect(completeConnection(settings, tab, back)).rejects.toThrow(message);
    expect(received).toEqual([]);
    expect(currentConnection(tab)).toBeUndefined();
  });

  it('takes an answer once, be it a bad one', async () => {
    const tab = createTab();
    const { back } = await comeBack(tab);
    const bad = new URLSearchParams(back);
    bad.set('state', 'guess');
    await expect(completeConnection(settings, tab, bad)).rejects.toThrow(/belongs to no connection/);
    await expect(completeConnection(settings, tab, back)).rejects.toThrow(/belongs to no connection/);
  });

  it('takes no answer that another tab has asked for', async () => {
    const { back } = await comeBack(createTab());
    await expect(completeConnection(settings, createTab(), back)).rejects.toThrow(/belongs to no connection/);
  });

  it.each<[string, { status: number; body: object }, RegExp]>([
    [
      'a refusal',
      { status: 400, body: { error: 'invalid_grant', error_description: 'too late' } },
      /^too late$/,
    ],
    ['no token', { status: 200, body: { token_type: 'Bearer' } }, /There is no token/],
    [
      'a token of another type',
      { status: 200, body: { access_token: 'a', token_type: 'DPoP' } },
      /There is no token/,
    ],
  ])('is not there when the token endpoint answers with %s', async (_, refused, message) => {
    answer = refused;
    const tab = createTab();
    const { back } = await comeBack(tab);
    await expect(completeConnection(settings, tab, back)).rejects.toThrow(message);
    expect(currentConnection(tab)).toBeUndefined();
  });

  it('ends with its token, and when it is ended', async () => {
    const tab = createTab();
    answer.body = { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 0 };
    await completeConnection(settings, tab, (await comeBack(tab)).back);
    expect(currentConnection(tab)).toBeUndefined();
    expect(tab.texts.size).toBe(0);

    answer.body = { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 60, scope: 'flex:read' };
    await completeConnection(settings, tab, (await comeBack(tab)).back);
    expect(currentConnection(tab)?.scope).toBe('flex:read');
    disconnect(tab);
    expect(currentConnection(tab)).toBeUndefined();
    expect(tab.texts.size).toBe(0);
  });

  it('is not put out by what somebody else has left in the storage', () => {
    const tab = createTab();
    tab.setItem('explorer.connection', '{');
    expect(currentConnection(tab)).toBeUndefined();
  });
});
