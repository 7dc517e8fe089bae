import { bothScopes, startTestApi, type TestApi } from '../testing/test-api';

describe('the registry of devices', () => {
  let api: TestApi;
  let token: string;
  let propertyId: string;
  beforeAll(async () => {
    api = await startTestApi();
    token = api.issuer.issue({ scopes: bothScopes });
    const { data } = await api.ask('{ accounts { properties { id } } }', { token });
    const [account] = (data as never as { accounts: { properties: { id: string }[] }[] }).accounts;
    propertyId = account?.properties[0]?.id ?? '';
  });
  afterAll(() => api.close());

  const register = (input: object) =>
    api.ask(
      `mutation($input: RegisterDeviceInput!) {
         registerDevice(input: $input) {
           id kind name maximumPowerKw registeredAt property { id }
           ... on ElectricVehicle { batteryCapacityKwh stateOfChargePercent }
         }
       }`,
      { token, variables: { input: { propertyId, ...input } } },
    );
  const idOf = ({ data }: Awaited<ReturnType<typeof register>>) =>
    (data as never as { registerDevice: { id: string } }).registerDevice.id;

  it('adds a device, which then lives like the others', async () => {
    const answer = await register({
      kind: 'ELECTRIC_VEHICLE',
      name: 'Van',
      maximumPowerKw: 11,
      batteryCapacityKwh: 90,
    });
    expect(answer.data).toEqual({
      registerDevice: {
        id: expect.any(String),
        kind: 'ELECTRIC_VEHICLE',
        name: 'Van',
        maximumPowerKw: 11,
        batteryCapacityKwh: 90,
        stateOfChargePercent: expect.any(Number),
        registeredAt: api.now.toISOString(),
        property: { id: propertyId },
      },
    });
    const { data } = await api.ask(`{ device(id: "${idOf(answer)}") { plannedDispatches { action } } }`, {
      token,
    });
    expect(data).toMatchObject({ device: { plannedDispatches: [{ action: 'CHARGE' }] } });
  });

  it.each(['CHARGE_POINT', 'HOME_BATTERY', 'HEAT_PUMP', 'THERMOSTAT'])(
    'takes what is usual for a %s, and a capacity only where there is a battery',
    async (kind) => {
      const { errors } = await register({ kind, name: kind, batteryCapacityKwh: 10 });
      expect(errors).toBeUndefined();
    },
  );

  it.each([
    [{ name: '' }, /^name must have 1 to 80 characters/],
    [{ name: '   ' }, /^name/],
    [{ name: 'a\u0000b' }, /^name/],
    [{ name: 'x'.repeat(81) }, /^name/],
    [{ maximumPowerKw: 0 }, /^maximumPowerKw must be from 0.5 to 50/],
    [{ maximumPowerKw: 51 }, /^maximumPowerKw/],
    [{ batteryCapacityKwh: 1e300 }, /^batteryCapacityKwh must be from 1 to 200/],
  ])('refuses %j', async (input, message) => {
    const { errors } = await register({ kind: 'ELECTRIC_VEHICLE', name: 'Car', ...input });
    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('refuses a property that is none', async () => {
    for (const other of ['x', '00000000-0000-4000-8000-000000000000']) {
      const { errors } = await register({ kind: 'HEAT_PUMP', name: 'x', propertyId: other });
      expect(errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    }
  });

  it('takes a device away with its past, once', async () => {
    const id = idOf(await register({ kind: 'HOME_BATTERY', name: 'Old battery' }));
    await api.ask(`mutation { suspendSmartControl(deviceId: "${id}") { id } }`, { token });
    const remove = () => api.ask(`mutation { deauthenticateDevice(deviceId: "${id}") }`, { token });
    expect((await remove()).data).toEqual({ deauthenticateDevice: id });
    expect((await api.ask(`{ device(id: "${id}") { id } }`, { token })).data).toEqual({ device: null });
    expect((await remove()).errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    const { rowCount } = await api.schema.pool.query('SELECT FROM past_dispatches WHERE device_id = $1', [
      id,
    ]);
    expect(rowCount).toBe(0);
  });

  it('adds twenty devices to a property at most, also when they come at once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { errors } = await register({ kind: 'THERMOSTAT', name: 'One more' });
        return errors?.[0]?.extensions['code'];
      }),
    );
    expect(codes).toContain('LIMIT_REACHED');
    const { rowCount } = await api.schema.pool.query('SELECT FROM devices WHERE property_id = $1', [
      propertyId,
    ]);
    expect(rowCount).toBe(20);
  });
});
