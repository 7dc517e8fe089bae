import { createHash } from 'node:crypto';
import { startTestApi, type TestApi } from '../testing/test-api';
import { createPersistedQueries } from './persisted-queries';

const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');
const reference = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(query) } });

describe('createPersistedQueries', () => {
  const find = (store: ReturnType<typeof createPersistedQueries>, query: string) =>
    store.find(undefined, reference(query).persistedQuery);

  it('forgets the one that was not asked for longest', () => {
    const store = createPersistedQueries({ maximumEntries: 2 });
    store.remember('{ a }');
    store.remember('{ b }');
    expect(find(store, '{ a }')).toBe('{ a }');
    store.remember('{ c }');
    expect(find(store, '{ a }')).toBe('{ a }');
    expect(() => find(store, '{ b }')).toThrow('PersistedQueryNotFound');
    expect(find(store, '{ c }')).toBe('{ c }');
  });

  it('reads a hash in capitals', () => {
    const store = createPersistedQueries({ maximumEntries: 2 });
    store.remember('{ a }');
    expect(store.find(undefined, { version: 1, sha256Hash: hashOf('{ a }').toUpperCase() })).toBe('{ a }');
  });

  it.each([
    null,
    {},
    'x',
    { version: 2, sha256Hash: hashOf('') },
    { version: 1, sha256Hash: 'short' },
    { version: 1, sha256Hash: ['a'] },
    { version: 1 },
  ])('does not take %j', (persistedQuery) => {
    const store = createPersistedQueries({ maximumEntries: 2 });
    expect(() => store.find('{ a }', persistedQuery)).toThrow('PersistedQueryNotSupported');
  });
});

describe('automatically persisted queries', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const query = '{ viewer { clientId } }';
  const ask = (body: object, token?: null) => api.ask('', { body, ...(token === null && { token }) });

  it('are asked for once, and then known by their hash, by POST and by GET', async () => {
    const unknown = await ask({ extensions: reference(query) });
    expect(unknown.status).toBe(400);
    expect(unknown.errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    expect((await ask({ query, extensions: reference(query) })).status).toBe(200);
    expect((await ask({ extensions: reference(query) })).data).toEqual({ viewer: { clientId: 'demo-web' } });
    const parameters = new URLSearchParams({ extensions: JSON.stringify(reference(query)) });
    const response = await fetch(`${api.origin}/graphql/?${parameters}`, {
      headers: { authorization: `Bearer ${api.issuer.issue({})}` },
    });
    expect(await response.json()).toEqual({ data: { viewer: { clientId: 'demo-web' } } });
  });

  it('are checked for each token like any other', async () => {
    await ask({ query, extensions: reference(query) });
    expect((await ask({ extensions: reference(query) }, null)).status).toBe(401);
  });

  it('are refused when the hash is that of another document, which is not remembered', async () => {
    const other = '{ devices { id } }';
    const answer = await ask({ query: other, extensions: reference('{ a }') });
    expect([answer.status, answer.errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_REQUEST']);
    expect((await ask({ extensions: reference(other) })).errors?.[0]?.message).toBe('PersistedQueryNotFound');
  });

  it('are remembered for nobody without a token, and not when they are invalid', async () => {
    const schemaQuery = '{ __schema { queryType { name } } }';
    expect((await ask({ query: schemaQuery, extensions: reference(schemaQuery) }, null)).status).toBe(200);
    const invalid = '{ nothing }';
    expect((await ask({ query: invalid, extensions: reference(invalid) })).status).toBe(400);
    for (const forgotten of [schemaQuery, invalid]) {
      expect((await ask({ extensions: reference(forgotten) })).errors?.[0]?.message).toBe(
        'PersistedQueryNotFound',
      );
    }
  });
});
