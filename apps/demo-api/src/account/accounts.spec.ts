import { bothScopes, startTestApi, type TestApi } from '../testing/test-api';

interface Account {
  id: string;
  isOwn: boolean;
  shares: { clientId: string }[];
}

describe('accounts', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const user = (subject: string, clientId = 'demo-web') =>
    api.issuer.issue({ subject, clientId, scopes: bothScopes });
  const client = (clientId: string) => api.issuer.issue({ subject: clientId, clientId, scopes: bothScopes });
  const accountsOf = async (token: string) => {
    const { data } = await api.ask('{ accounts(first: 100) { id isOwn shares { clientId } } }', { token });
    return (data as unknown as { accounts: Account[] }).accounts;
  };
  const ownAccount = async (token: string) => {
    const own = (await accountsOf(token)).find(({ isOwn }) => isOwn);
    if (!own) throw new Error('no account');
    return own;
  };
  const share = (token: string, accountId: string, clientId: string, name = 'shareAccount') =>
    api.ask(
      `mutation($accountId: ID!, $clientId: String!) {
         ${name}(accountId: $accountId, clientId: $clientId) { shares { clientId } }
       }`,
      { token, variables: { accountId, clientId } },
    );

  it('are those of the user, whichever client asks', async () => {
    const [ada] = await accountsOf(user('ada'));
    expect(await accountsOf(user('ada', 'demo-tv'))).toEqual([ada]);
    expect(await accountsOf(user('bob'))).not.toContainEqual(ada);
    expect(ada?.isOwn).toBe(true);
  });

  it('cannot be reached by somebody else, by no id that belongs to them', async () => {
    const ids = `{ accounts { id properties { id devices { id } } } }`;
    const { data } = await api.ask(ids, { token: user('ada') });
    const [{ id, properties }] = (
      data as never as { accounts: [{ id: string; properties: [{ id: string; devices: [{ id: string }] }] }] }
    ).accounts;
    const [{ id: propertyId, devices }] = properties;
    const stranger = { token: user('mallory') };
    const found = await api.ask(
      `{ account(id: "${id}") { id } device(id: "${devices[0].id}") { id } }`,
      stranger,
    );
    expect(found.data).toEqual({ account: null, device: null });
    for (const mutation of [
      `boost(deviceId: "${devices[0].id}") { id }`,
      `suspendSmartControl(deviceId: "${devices[0].id}") { id }`,
      `resumeSmartControl(deviceId: "${devices[0].id}") { id }`,
      `setPreferences(deviceId: "${devices[0].id}", preferences: { targetPercent: 50 }) { id }`,
      `deauthenticateDevice(deviceId: "${devices[0].id}")`,
      `registerDevice(input: { propertyId: "${propertyId}", kind: HEAT_PUMP, name: "mine" }) { id }`,
      `shareAccount(accountId: "${id}", clientId: "mallory") { id }`,
      `unshareAccount(accountId: "${id}", clientId: "demo-service") { id }`,
    ]) {
      const { errors } = await api.ask(`mutation { ${mutation} }`, stranger);
      expect([mutation, errors?.[0]?.extensions['code']]).toEqual([mutation, 'NOT_FOUND']);
    }
  });

  it.each(['account(id: "x") { id }', 'device(id: "1 OR 1=1") { id }'])('are none for %s', async (field) => {
    expect(Object.values((await api.ask(`{ ${field} }`)).data)).toEqual([null]);
  });

  it('are shared with a client that acts for itself, and taken back at once', async () => {
    const ada = user('ada');
    const { id } = await ownAccount(ada);
    const partner = client('partner');
    const seen = async () => (await accountsOf(partner)).map((account) => account.id);
    expect(await seen()).not.toContain(id);
    for (let repeated = 0; repeated < 2; repeated += 1) {
      const { data } = await share(ada, id, 'partner');
      expect(data).toEqual({
        shareAccount: { shares: [{ clientId: 'demo-service' }, { clientId: 'partner' }] },
      });
    }
    expect(await seen()).toContain(id);
    for (let repeated = 0; repeated < 2; repeated += 1) {
      const { data } = await share(ada, id, 'partner', 'unshareAccount');
      expect(data).toEqual({ unshareAccount: { shares: [{ clientId: 'demo-service' }] } });
    }
    expect(await seen()).not.toContain(id);
  });

  it('are not shared with the users of that client', async () => {
    const ada = user('ada');
    const { id } = await ownAccount(ada);
    await share(ada, id, 'partner');
    expect((await accountsOf(user('carol', 'partner'))).map((account) => account.id)).not.toContain(id);
    await share(ada, id, 'partner', 'unshareAccount');
  });

  it('keep a user apart from a client with the same name', async () => {
    const asUser = await accountsOf(user('twin'));
    const asClient = await accountsOf(client('twin'));
    expect(asClient.map(({ id }) => id)).not.toContain(asUser[0]?.id);
  });

  it('let a client that they are shared with steer devices, and neither share on nor add nor take away', async () => {
    const ada = user('ada');
    const { id } = await ownAccount(ada);
    await share(ada, id, 'partner');
    const token = client('partner');
    const { data } = await api.ask(
      `{ account(id: "${id}") { isOwn shares { clientId } properties { id devices { id } } } }`,
      { token },
    );
    const { account } = data as never as {
      account: { properties: [{ id: string; devices: { id: string }[] }] };
    };
    expect(account).toMatchObject({ isOwn: false, shares: [] });
    const [{ id: propertyId, devices }] = account.properties;
    const deviceId = devices.at(-1)?.id;
    const codeOf = async (mutation: string) =>
      (await api.ask(`mutation { ${mutation} }`, { token })).errors?.[0]?.extensions['code'];
    expect(await codeOf(`suspendSmartControl(deviceId: "${deviceId}") { id }`)).toBeUndefined();
    expect(await codeOf(`resumeSmartControl(deviceId: "${deviceId}") { id }`)).toBeUndefined();
    for (const mutation of [
      `shareAccount(accountId: "${id}", clientId: "friend") { id }`,
      `unshareAccount(accountId: "${id}", clientId: "demo-service") { id }`,
      `registerDevice(input: { propertyId: "${propertyId}", kind: HEAT_PUMP, name: "x" }) { id }`,
      `deauthenticateDevice(deviceId: "${deviceId}")`,
    ]) {
      expect([mutation, await codeOf(mutation)]).toEqual([mutation, 'NOT_FOUND']);
    }
  });

  it('come in parts, ordered by id', async () => {
    await Promise.all(['p', 'q', 'r'].map((subject) => accountsOf(user(subject))));
    const token = client('demo-service');
    const all = (await accountsOf(token)).map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(all).toEqual([...all].sort());
    const { data } = await api.ask(`{ accounts(first: 2, after: "${all[1]}") { id } }`, { token });
    expect(data).toEqual({ accounts: all.slice(2, 4).map((id) => ({ id })) });
    const { errors } = await api.ask('{ accounts(after: "x") { id } }', { token });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('are shared with no client whose name can be none, and with twenty at most', async () => {
    const token = user('sharer');
    const { id } = await ownAccount(token);
    for (const clientId of ['', 'ä', 'x'.repeat(201), 'a\nb']) {
      expect((await share(token, id, clientId)).errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    }
    const codes = await Promise.all(
      Array.from({ length: 21 }, async (_, index) => {
        const { errors } = await share(token, id, `client-${index}`);
        return errors?.[0]?.extensions['code'];
      }),
    );
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(2);
    expect((await ownAccount(token)).shares).toHaveLength(20);
  });
});
