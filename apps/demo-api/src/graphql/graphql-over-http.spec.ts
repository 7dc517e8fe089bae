import { bothScopes, startTestApi, type TestApi } from '../testing/test-api';

const modern = 'application/graphql-response+json';
const viewer = '{ viewer { clientId } }';

describe('GraphQL over HTTP', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi();
    token = api.issuer.issue({ scopes: bothScopes });
  });
  afterAll(() => api.close());

  const post = (body: string, headers: Record<string, string> = {}, path = '/graphql/') =>
    fetch(api.origin + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body,
    });
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${api.origin}/graphql/?${new URLSearchParams(parameters)}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
  const errorsOf = async (response: Response) => {
    const { errors, ...rest } = (await response.json()) as {
      errors: { message: string; extensions: { code: string } }[];
    };
    expect(rest).toEqual({});
    return errors;
  };

  describe('the media type of the answer', () => {
    it.each([
      [undefined, modern],
      [modern, modern],
      ['application/json', 'application/json'],
    ])('for Accept: %s is %s', async (accept, expected) => {
      const response = await post(JSON.stringify({ query: viewer }), accept ? { accept } : {});
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(`${expected}; charset=utf-8`);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('vary')).toBe('Accept');
      expect(await response.json()).toEqual({ data: { viewer: { clientId: 'demo-web' } } });
    });

    it('is refused with 406 when there is none that the client takes', async () => {
      const response = await post(JSON.stringify({ query: viewer }), { accept: 'text/csv' });
      expect(response.status).toBe(406);
      expect((await errorsOf(response))[0]?.extensions.code).toBe('NOT_ACCEPTABLE');
    });
  });

  describe('POST', () => {
    it.each(['/graphql', '/graphql/'])('is taken at %s', async (path) => {
      expect((await post(JSON.stringify({ query: viewer }), {}, path)).status).toBe(200);
    });

    it('executes the operation that is named, with variables', async () => {
      const query = `query One { viewer { clientId } } query Two($first: Int!) { accounts(first: $first) { name } }`;
      const body = { query, operationName: 'Two', variables: { first: 1 }, extensions: null };
      expect(await (await post(JSON.stringify(body))).json()).toEqual({
        data: { accounts: [{ name: 'Demo household' }] },
      });
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/graphql',
      'application/json; charset=utf-16',
    ])(
      'is refused with 415 as %s, which a form on a foreign page could send or nobody should',
      async (type) => {
        const response = await post(JSON.stringify({ query: viewer }), { 'content-type': type });
        expect(response.status).toBe(415);
        expect((await errorsOf(response))[0]?.extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
      },
    );

    it.each([
      ['no JSON', '{'],
      ['nothing', ''],
      ['a text', '"query"'],
      ['null', 'null'],
      ['a batch', JSON.stringify([{ query: viewer }, { query: viewer }])],
      ['a batch of one', JSON.stringify([{ query: viewer }])],
      ['an empty batch', '[]'],
      ['no query', '{"qeury":"{__typename}"}'],
      ['a query that is null', '{"query":null}'],
      ['a query that is no text', '{"query":{"kind":"Document","definitions":[]}}'],
      ['variables that are a list', '{"query":"{__typename}","variables":[7]}'],
      ['variables that are a text', '{"query":"{__typename}","variables":"{}"}'],
      ['extensions that are a list', '{"query":"{__typename}","extensions":[]}'],
      ['an operation name that is a number', '{"query":"{__typename}","operationName":1}'],
      ['a poisoned prototype', '{"query":"{__typename}","__proto__":{"a":1}}'],
    ])('is refused with 400 for %s, whatever media type the client takes', async (_, body) => {
      for (const accept of [modern, 'application/json']) {
        const response = await post(body, { accept });
        expect(response.status).toBe(400);
        expect((await errorsOf(response))[0]?.extensions.code).toBe('BAD_REQUEST');
      }
    });

    it('is refused with 413 when it is too large', async () => {
      const response = await post(JSON.stringify({ query: viewer, variables: { a: 'x'.repeat(100_000) } }));
      expect(response.status).toBe(413);
      expect((await errorsOf(response))[0]?.extensions.code).toBe('REQUEST_TOO_LARGE');
    });
  });

  describe('a document that cannot be executed', () => {
    it.each<[string, object, string]>([
      ['cannot be parsed', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
      ['is empty', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
      ['is invalid', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['is invalid, a second time', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'has no operation of that name',
        { query: 'query A { __typename }', operationName: 'B' },
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'has several operations and names none',
        { query: 'query A { __typename } query B { __typename }' },
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['has no operation', { query: 'fragment F on Query { __typename }' }, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'lacks a variable',
        { query: 'query Q($id: ID!) { device(id: $id) { id } }' },
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'has a variable of another type',
        { query: 'query Q($first: Int) { accounts(first: $first) { id } }', variables: { first: 'x' } },
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['wants a subscription', { query: 'subscription { devices }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['is a syntax tree', { query: '{"kind":"Document","definitions":[]}' }, 'GRAPHQL_PARSE_FAILED'],
      ['is a number', { query: '5' }, 'GRAPHQL_PARSE_FAILED'],
      ['is null in words', { query: 'null' }, 'GRAPHQL_PARSE_FAILED'],
    ])('because it %s is a 400, and a 200 without data for application/json', async (_, body, code) => {
      for (const [accept, status] of [
        [modern, 400],
        ['application/json', 200],
      ] as const) {
        const response = await post(JSON.stringify(body), { accept });
        expect(response.status).toBe(status);
        expect((await errorsOf(response))[0]?.extensions.code).toBe(code);
      }
    });

    it('says where the mistake is', async () => {
      const response = await post(JSON.stringify({ query: '{\n  devices { idd }\n}' }));
      expect(await errorsOf(response)).toMatchObject([
        { message: expect.stringContaining('idd'), locations: [{ line: 2, column: 13 }] },
      ]);
    });
  });

  describe('GET', () => {
    it('executes queries, with variables as JSON', async () => {
      const query = 'query Q($first: Int!) { accounts(first: $first) { name } }';
      const response = await get({ query, variables: '{"first":1}', operationName: '', extensions: '{}' });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ data: { accounts: [{ name: 'Demo household' }] } });
    });

    it('is refused with 405 for a mutation, which takes no effect', async () => {
      const mutation = 'mutation M { suspendSmartControl(deviceId: "x") { id } }';
      for (const accept of [modern, 'application/json']) {
        const response = await get(
          { query: `${mutation} query Q { __typename }`, operationName: 'M' },
          { accept },
        );
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe('POST');
        expect((await errorsOf(response))[0]?.extensions.code).toBe('METHOD_NOT_ALLOWED');
      }
    });

    it('executes the query of a document that has a mutation, too', async () => {
      const query = 'mutation M { suspendSmartControl(deviceId: "x") { id } } query Q { __typename }';
      expect((await get({ query, operationName: 'Q' })).status).toBe(200);
    });

    it.each([
      ['without a query', {}],
      ['with variables that are no JSON', { query: viewer, variables: '{' }],
      ['with variables that are a list', { query: viewer, variables: '[]' }],
      ['with extensions that are no JSON', { query: viewer, extensions: 'x' }],
    ])('is refused with 400 %s', async (_, parameters) => {
      const response = await get(parameters as Record<string, string>);
      expect(response.status).toBe(400);
    });

    it('is refused with 400 when a parameter is repeated', async () => {
      const response = await fetch(`${api.origin}/graphql/?query={__typename}&query={__typename}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(400);
    });

    it('does not look for a token in the address', async () => {
      const response = await fetch(
        `${api.origin}/graphql/?${new URLSearchParams({ query: viewer, access_token: token })}`,
      );
      expect(response.status).toBe(401);
    });
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers %s with 405', async (method) => {
    const response = await fetch(`${api.origin}/graphql/`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('answers 200 when fields fail, with what could be had', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const { status, data, errors } = await api.ask(
      `{ device(id: "${id}") { id } accounts(first: 1000) { id } }`,
    );
    expect(status).toBe(200);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: 'first must be from 1 to 100', path: ['accounts'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('is opaque about its own defects, and whole in the log', async () => {
    await api.schema.pool.query('ALTER TABLE past_dispatches RENAME TO elsewhere');
    const { status, data, errors } = await api.ask(
      '{ viewer { clientId } devices { plannedDispatches { id } } }',
    );
    await api.schema.pool.query('ALTER TABLE elsewhere RENAME TO past_dispatches');
    expect([status, data]).toEqual([200, null]);
    expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(errors)).not.toMatch(/past_dispatches|relation/);
    expect(api.logged.join()).toMatch(/relation \\"past_dispatches\\" does not exist/);
  });
});
