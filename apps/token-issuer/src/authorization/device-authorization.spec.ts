import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod as Method, ClientSchema } from '@latchkey/contracts';
import { DEVICE_CODE } from '@latchkey/oauth';
import { createHash } from 'node:crypto';
import { otherResource, resource } from '../testing/test-clients';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

describe('a device authorization request', () => {
  let test: TestIssuer;

  beforeAll(async () => {
    test = await startTestIssuer();
    const charger = create(ClientSchema, {
      clientId: 'charger',
      clientName: 'The charger',
      tokenEndpointAuthMethod: 'client_secret_basic',
      secretHashes: [createHash('sha256').update('charger-secret').digest()],
      grantTypes: [DEVICE_CODE],
      scopes: ['flex:read', 'flex:control'],
      resources: [resource],
      deviceCodeLifetimeSeconds: 1_800,
      devicePollIntervalSeconds: 20,
      userCodeMustBeTyped: true,
    });
    test.directory.clients.set('charger', charger);
  });

  afterAll(() => test.stop());

  const request = (clientAuthentication: object, other: object = {}) =>
    test.device.authorization.requestDeviceAuthorization({
      clientAuthentication,
      parameters: {},
      resources: [],
      remoteAddress: '192.0.2.7',
      region: 'Zurich',
      userAgent: 'Charger/1.0',
      ...other,
    });
  const tv = { method: Method.NONE, clientId: 'tv' };
  const charger = { method: Method.CLIENT_SECRET_BASIC, clientId: 'charger', credential: 'charger-secret' };

  it('of a public client gets codes, and addresses for people with and without the code', async () => {
    expect(await request(tv)).toMatchObject({
      deviceCode: 'device-code',
      userCode: 'ETE39050',
      verificationUri: `${issuer}/device`,
      verificationUriComplete: `${issuer}/device?user_code=ETE39050`,
      expiresInSeconds: 600,
      intervalSeconds: 5,
    });
    expect(test.device.started.at(-1)).toEqual({
      clientId: 'tv',
      clientName: 'The tv',
      scopes: ['flex:read', 'flex:control'],
      resources: [resource],
      remoteAddress: '192.0.2.7',
      region: 'Zurich',
      userAgent: 'Charger/1.0',
      lifetimeSeconds: 0,
      intervalSeconds: 0,
      userCodeMustBeTyped: false,
    });
  });

  it('of a confidential client is made as the client is registered', async () => {
    await request(charger, { parameters: { scope: 'flex:read' }, resources: [resource] });
    expect(test.device.started.at(-1)).toMatchObject({
      clientId: 'charger',
      scopes: ['flex:read'],
      lifetimeSeconds: 1_800,
      intervalSeconds: 20,
      userCodeMustBeTyped: true,
    });
  });

  it.each<[string, object, object, string]>([
    ['with a wrong secret', { ...charger, credential: 'another-secret' }, {}, 'invalid_client'],
    ['without the secret', { ...charger, method: Method.NONE, credential: '' }, {}, 'invalid_client'],
    ['of nobody', { ...tv, clientId: 'nobody' }, {}, 'invalid_client'],
    ['of a client without this grant', { ...tv, clientId: 'web' }, {}, 'unauthorized_client'],
    ['for a scope beyond its own', tv, { parameters: { scope: 'flex:admin' } }, 'invalid_scope'],
    ['for a resource beyond its own', tv, { resources: [otherResource] }, 'invalid_target'],
  ])('%s is refused, and starts nothing', async (_, clientAuthentication, other, code) => {
    const started = test.device.started.length;
    await expect(request(clientAuthentication, other)).rejects.toMatchObject({ code });
    expect(test.device.started).toHaveLength(started);
  });
});
