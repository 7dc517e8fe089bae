import { buildSchema, getOperationAST, parse } from 'graphql';
import { protectedSpace } from '../http/protected-space';
import { audience, startTestApi, type Answer, type TestApi } from '../testing/test-api';
import { authorizeOperation } from './authorize-operation';

const metadata = 'resource_metadata="http://localhost:9000/.well-known/oauth-protected-resource/resource/"';

describe('what a token may ask for', () => {
  let api: TestApi;
  let deviceId: string;
  beforeAll(async () => {
    api = await startTestApi();
    const { data } = await api.ask('{ devices(kind: HOME_BATTERY) { id } }');
    deviceId = (data as unknown as { devices: { id: string }[] }).devices[0]?.id ?? '';
  });
  afterAll(() => api.close());

  const withScopes = (...scopes: string[]) => api.issuer.issue({ scopes });
  const challengeOf = ({ headers }: Answer) => headers.get('www-authenticate');
  const suspended = async () => {
    const { rows } = await api.schema.pool.query<{ suspended: boolean }>(
      'SELECT suspended_at IS NOT NULL AS suspended FROM devices WHERE id = $1',
      [deviceId],
    );
    return rows[0]?.suspended;
  };
  const accepts = ['application/graphql-response+json', 'application/json'];

  describe('without a token', () => {
    it.each([
      '{ __schema { queryType { name } } }',
      '{ __type(name: "Device") { name } }',
      '{ __typename }',
      'query Q { ...F } fragment F on Query { __schema { types { name } } }',
    ])('answers %s, which asks about the schema alone', async (query) => {
      expect((await api.ask(query, { token: null })).status).toBe(200);
    });

    it.each([
      '{ viewer { clientId } }',
      '{ __schema { queryType { name } } viewer { clientId } }',
      '{ ...F } fragment F on Query { viewer { clientId } }',
      '{ ... on Query { devices { id } } }',
      'query Q($skip: Boolean! = true) { __typename viewer @skip(if: $skip) { clientId } }',
    ])('refuses %s with 401 and a challenge that names the scope', async (query) => {
      for (const accept of accepts) {
        const answer = await api.ask(query, { token: null, accept });
        expect(answer.status).toBe(401);
        expect(challengeOf(answer)).toBe(`Bearer realm="ResiFlex Demo API", scope="flex:read", ${metadata}`);
        expect(answer.data).toBeUndefined();
        expect(answer.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
      }
    });

    it('refuses every mutation, one that asks for nothing as well', async () => {
      const query = `mutation { suspendSmartControl(deviceId: "${deviceId}") { id } }`;
      const answer = await api.ask(query, { token: null });
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toBe(
        `Bearer realm="ResiFlex Demo API", scope="flex:control flex:read", ${metadata}`,
      );
      expect((await api.ask('mutation { __typename }', { token: null })).status).toBe(401);
      expect(await suspended()).toBe(false);
    });
  });

  it.each<[string, () => string]>([
    ['is unknown', () => 'header.unknown.signature'],
    ['is not active any more', () => api.issuer.issue({ active: false })],
    ['is for another resource', () => api.issuer.issue({ audiences: ['https://other.example/'] })],
    ['is malformed', () => 'one two'],
  ])('refuses with 401 a token that %s, even for the schema alone', async (_, token) => {
    for (const accept of accepts) {
      const answer = await api.ask('{ __typename }', { token: token(), accept });
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toMatch(/^Bearer realm="ResiFlex Demo API", error="invalid_token"/);
      expect(answer.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    }
  });

  it('refuses with 403 a query of which nothing may be resolved, and names the scope', async () => {
    for (const accept of accepts) {
      const answer = await api.ask('{ __typename devices { id } accounts { id } }', {
        token: withScopes('flex:control', 'flex:reader'),
        accept,
      });
      expect(answer.status).toBe(403);
      expect(challengeOf(answer)).toMatch(
        /error="insufficient_scope", .*, scope="flex:read", resource_metadata="[^"]+"$/,
      );
      expect(answer.data).toBeUndefined();
      expect(answer.errors).toMatchObject([
        {
          message: expect.stringContaining('lacks the scope flex:read'),
          extensions: { code: 'INSUFFICIENT_SCOPE', requiredScopes: ['flex:read'] },
        },
      ]);
    }
  });

  it('refuses with 403 a mutation to a token that can only read, and it takes no effect', async () => {
    const answer = await api.ask(`mutation { suspendSmartControl(deviceId: "${deviceId}") { id } }`, {
      token: withScopes('flex:read'),
    });
    expect(answer.status).toBe(403);
    expect(challengeOf(answer)).toMatch(/scope="flex:control flex:read", resource_metadata="[^"]+"$/);
    expect(answer.errors?.[0]?.message).toContain('lacks the scope flex:control');
    expect(await suspended()).toBe(false);
  });

  it('refuses a mutation whose answer the token may not read before it takes effect', async () => {
    const mutation = (selected: string) =>
      `mutation { suspendSmartControl(deviceId: "${deviceId}") { ${selected} } }`;
    const token = withScopes('flex:control');
    expect((await api.ask(mutation('id'), { token })).status).toBe(403);
    expect((await api.ask(mutation('... on HomeBattery { name }'), { token })).status).toBe(403);
    expect(await suspended()).toBe(false);
    expect((await api.ask(mutation('__typename'), { token })).data).toEqual({
      suspendSmartControl: { __typename: 'HomeBattery' },
    });
    expect(await suspended()).toBe(true);
  });

  it('lets a token without any scope ask about the schema', async () => {
    expect((await api.ask('{ __schema { queryType { name } } }', { token: withScopes() })).status).toBe(200);
  });

  it('answers 503 while tokens cannot be validated, and lets nobody in', async () => {
    const token = withScopes('flex:read');
    const other = await startTestApi();
    other.issuer.breakDown();
    const answer = await other.ask('{ __typename }', { token });
    await other.close();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'TEMPORARILY_UNAVAILABLE' });
    expect(JSON.stringify(answer.errors)).not.toContain('database');
  });
});

describe('authorizeOperation', () => {
  const schema = buildSchema(/* GraphQL */ `
    directive @requiresScope(scope: String!) on OBJECT | INTERFACE | FIELD_DEFINITION
    type Query {
      one: Int @requiresScope(scope: "a")
      other: Int @requiresScope(scope: "b")
      forgotten: Int
    }
  `);
  const authorize = (query: string, ...scopes: string[]) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const principal = { kind: 'client', clientId: 'c', scopes } as const;
    authorizeOperation(schema, document, operation, principal, protectedSpace(audience));
  };

  it('lets a query pass of which a part may be resolved; the rest are errors of their fields', () => {
    expect(() => authorize('{ one other }', 'a')).not.toThrow();
    expect(() => authorize('{ one forgotten }', 'a')).not.toThrow();
    expect(() => authorize('{ __typename }')).not.toThrow();
  });

  it('refuses one of which nothing may be, naming every scope that would open a part of it', () => {
    expect(() => authorize('{ one other }', 'c')).toThrow('lacks the scope a b');
    expect(() => authorize('{ forgotten }', 'a', 'b')).toThrow('no scope opens what was asked for');
  });
});
