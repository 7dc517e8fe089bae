import { getIntrospectionQuery } from 'graphql';
import { bothScopes, startTestApi, type Answer, type TestApi } from '../testing/test-api';

describe('GraphQL bombs', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi();
    token = api.issuer.issue({ scopes: bothScopes });
    await api.ask('{ devices { id } }');
  });
  afterAll(() => api.close());

  const times = (count: number, make: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => make(index)).join(' ');

  /** Refused before anything was executed: no query reached the database, and hardly any time was spent. */
  async function expectCheapRefusal(query: string, code: string, reason: RegExp): Promise<Answer> {
    const statements = jest.spyOn(api.schema.pool, 'query');
    const start = performance.now();
    const answer = await api.ask(query, { token });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(statements).not.toHaveBeenCalled();
    statements.mockRestore();
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.message).toMatch(reason);
    expect(answer.errors?.[0]?.extensions['code']).toBe(code);
    return answer;
  }

  it('refuses a document that nests too deep', async () => {
    const deep = `${'property { account { properties { devices {'.repeat(3)} id ${'}}}}'.repeat(3)}`;
    await expectCheapRefusal(`{ devices { ${deep} } }`, 'DOCUMENT_TOO_COMPLEX', /nest at most 10 deep/);
  });

  it('refuses a document that nests too deep through fragments', async () => {
    const query = `{ devices { ...F0 } } ${times(
      6,
      (index) => `fragment F${index} on Device { property { devices { ...F${index + 1} } } }`,
    )} fragment F6 on Device { id }`;
    await expectCheapRefusal(query, 'DOCUMENT_TOO_COMPLEX', /nest at most 10 deep/);
  });

  it('refuses fragments that go round in circles', async () => {
    const query =
      '{ devices { ...A } } fragment A on Device { property { devices { ...B } } } fragment B on Device { ...A }';
    await expectCheapRefusal(query, 'GRAPHQL_VALIDATION_FAILED', /Cannot spread fragment "A" within itself/);
    await expectCheapRefusal(
      '{ ...A } fragment A on Query { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      /within itself/,
    );
  });

  it('refuses fragments that fan out: thirty of them stand for a billion fields', async () => {
    const query = `{ devices { ...F0 } } ${times(
      30,
      (index) => `fragment F${index} on Device { ...F${index + 1} ...F${index + 1} }`,
    )} fragment F30 on Device { id }`;
    await expectCheapRefusal(query, 'DOCUMENT_TOO_COMPLEX', /at most 1000 fields/);
  });

  it('refuses a field under many names', async () => {
    const query = `{ ${times(31, (index) => `a${index}: devices { id }`)} }`;
    await expectCheapRefusal(query, 'DOCUMENT_TOO_COMPLEX', /at most 30 aliases/);
  });

  it('refuses many names that hide in fragments', async () => {
    const query = `{ one: devices { ...F } two: devices { ...F } } fragment F on Device { ${times(16, (index) => `a${index}: id`)} }`;
    await expectCheapRefusal(query, 'DOCUMENT_TOO_COMPLEX', /at most 30 aliases/);
  });

  it('refuses many directives', async () => {
    const query = `{ devices { ${times(21, (index) => `id @include(if: ${index % 2 === 0})`)} } }`;
    await expectCheapRefusal(query, 'DOCUMENT_TOO_COMPLEX', /at most 20 directives/);
    const unknown = `{ devices { id ${'@a'.repeat(300)} } }`;
    await expectCheapRefusal(unknown, 'DOCUMENT_TOO_COMPLEX', /at most 20 directives/);
  });

  it('refuses a document of many tokens before it is parsed to the end', async () => {
    const query = `{ devices { ${'id '.repeat(1000)} } }`;
    await expectCheapRefusal(query, 'GRAPHQL_PARSE_FAILED', /more that 1000 tokens/);
  });

  it('refuses a long document whatever is in it', async () => {
    await expectCheapRefusal(
      `{ devices { id } } #${'x'.repeat(10_000)}`,
      'DOCUMENT_TOO_COMPLEX',
      /10000 characters/,
    );
  });

  it('refuses many mistakes without listing them all', async () => {
    const query = `{ devices { ${times(200, (index) => `wrong${index}`)} } }`;
    const { errors } = await expectCheapRefusal(query, 'GRAPHQL_VALIDATION_FAILED', /wrong0/);
    expect(errors?.length).toBeLessThanOrEqual(11);
  });

  it('refuses large parts of large lists, also when a variable or a default asks for them', async () => {
    const nested = (first: string) =>
      `accounts(first: ${first}) { properties { devices { plannedDispatches(first: ${first}) { id } } } }`;
    const reason = /may cost at most 10000, and costs \d+/;
    const code = 'DOCUMENT_TOO_COMPLEX';
    await expectCheapRefusal(`{ ${nested('100')} }`, code, reason);
    await expectCheapRefusal(`query Q($n: Int! = 100) { ${nested('$n')} }`, code, reason);
    const answer = await api.ask(`query Q($n: Int!) { ${nested('$n')} }`, { variables: { n: 100 }, token });
    expect([answer.status, answer.errors?.[0]?.extensions['code']]).toEqual([400, code]);
    expect(
      (await api.ask(`query Q($n: Int!) { ${nested('$n')} }`, { variables: { n: 4 }, token })).status,
    ).toBe(200);
    expect((await api.ask(`{ ${nested('-100')} }`, { token })).errors?.[0]?.message).toBe(
      'first must be from 1 to 100',
    );
  });

  it('refuses huge lists in variables with few errors', async () => {
    const query =
      'mutation M($input: PreferencesInput!) { setPreferences(deviceId: "x", preferences: $input) { id } }';
    const input = { readyBy: Array.from({ length: 20_000 }, () => 'x') };
    const start = performance.now();
    const { status, errors } = await api.ask(query, { variables: { input }, token });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(status).toBe(400);
    expect(errors?.length).toBeLessThan(60);
    expect(JSON.stringify(errors).length).toBeLessThan(20_000);
  });

  it('takes variables that nest deep for what they are: of the wrong type', async () => {
    const depth = 20_000;
    const body = `{"query":"query Q($kind: DeviceKind) { devices(kind: $kind) { id } }","variables":{"kind":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    const response = await fetch(`${api.origin}/graphql/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
  });

  it('answers what GraphiQL and other tools ask about the schema', async () => {
    for (const query of [
      getIntrospectionQuery(),
      getIntrospectionQuery({
        schemaDescription: true,
        inputValueDeprecation: true,
        specifiedByUrl: true,
        oneOf: true,
        directiveIsRepeatable: true,
      }),
    ]) {
      const { status, errors } = await api.ask(query, { token: null });
      expect([status, errors]).toEqual([200, undefined]);
    }
  });

  it('refuses questions about the schema that grow with every level, and many in one document', async () => {
    const circle = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    await expectCheapRefusal(circle, 'GRAPHQL_VALIDATION_FAILED', /Maximum introspection depth exceeded/);
    const many = `{ ${times(6, (index) => `a${index}: __schema { types { name } }`)} }`;
    await expectCheapRefusal(many, 'DOCUMENT_TOO_COMPLEX', /at most 5 introspections/);
    const wrapped = `{ __type(name: "Query") { ${'ofType { '.repeat(25)} name ${'}'.repeat(25)} } }`;
    await expectCheapRefusal(wrapped, 'DOCUMENT_TOO_COMPLEX', /nest/);
  });
});
