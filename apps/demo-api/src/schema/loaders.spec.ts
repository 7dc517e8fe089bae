import { bothScopes, startTestApi, type TestApi } from '../testing/test-api';

describe('a query over many homes', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi();
    const people = Array.from({ length: 30 }, (_, index) => `person-${index}`);
    await Promise.all(
      people.map((subject) => api.ask('{ __typename }', { token: api.issuer.issue({ subject }) })),
    );
    token = api.issuer.issue({ subject: 'demo-service', clientId: 'demo-service', scopes: bothScopes });
    await api.ask('{ __typename }', { token });
  });
  afterAll(() => api.close());

  const statementsFor = async (query: string) => {
    const statements = jest.spyOn(api.schema.pool, 'query');
    const { errors, data } = await api.ask(query, { token });
    const count = statements.mock.calls.length;
    statements.mockRestore();
    expect(errors).toBeUndefined();
    return { count, data: data as never as Record<string, object[]> };
  };

  it('costs one statement for each level, not for each home', async () => {
    const { count, data } = await statementsFor(
      `{ accounts(first: 31) {
           shares { clientId }
           properties { account { name } devices { property { name } completedDispatches(first: 1) { device { name } } } }
         } }`,
    );
    expect(data['accounts']).toHaveLength(31);
    // Accounts, properties, shares, devices, past dispatches; and the way back up: account, property.
    expect(count).toBe(7);
  });

  it('costs one statement for a hundred devices and what they do', async () => {
    const { count, data } = await statementsFor(
      '{ devices(first: 100) { name status powerKw preferences { readyBy } } }',
    );
    expect(data['devices']).toHaveLength(100);
    expect(count).toBe(1);
  });

  it('costs two statements for a hundred devices with their dispatches', async () => {
    const { count } = await statementsFor(
      '{ devices(first: 100) { plannedDispatches(first: 1) { startTime } completedDispatches(first: 1) { startTime } } }',
    );
    expect(count).toBe(2);
  });

  it('does not let one request see what another has loaded', async () => {
    const find = async () => (await statementsFor('{ devices(first: 1) { property { name } } }')).data;
    const before = await find();
    await api.schema.pool.query(`UPDATE properties SET name = 'Renamed'`);
    expect(await find()).not.toEqual(before);
  });
});
