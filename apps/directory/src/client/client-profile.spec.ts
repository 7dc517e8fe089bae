import { ClientService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { OAuthError } from '@latchkey/oauth';
import type { RpcClient } from '@latchkey/rpc';
import { eventually } from '../testing/eventually';
import { web } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { startWatcher } from '../testing/watcher';
import { emptyProfile, type ClientProfile } from './client-profile';
import { createClientProfileRepository } from './client-profile-repository';
import { createClientRepository } from './client-repository';

const logo = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>');
const whole: ClientProfile = {
  logo: { bytes: logo, mediaType: 'image/svg+xml' },
  publisherName: 'Example Ltd – Ünïted',
  publisherVerified: true,
  clientUri: 'https://app.example.com',
  policyUri: 'https://app.example.com:8443/privacy?lang=en',
  tosUri: 'https://app.example.com/terms/',
  firstParty: true,
};

describe('client profile', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof ClientService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', ClientService);
    await createClientRepository(directory.pool).upsert(web);
  });

  afterEach(() => directory.close());

  const register = (change: Partial<ClientProfile>, clientId = 'web') =>
    createClientProfileRepository(directory.pool).upsert(clientId, { ...emptyProfile, ...change });
  const profile = async (clientId = 'web') => (await frontend.getClientProfile({ clientId })).clientProfile;

  it('is the name alone until somebody says more', async () => {
    expect(await profile()).toMatchObject({
      clientId: 'web',
      clientName: 'Web',
      logo: new Uint8Array(),
      logoMediaType: '',
      publisherName: '',
      publisherVerified: false,
      clientUri: '',
      policyUri: '',
      tosUri: '',
      firstParty: false,
    });
  });

  it('shows all that was registered, and is replaced as a whole', async () => {
    await register(whole);
    expect(await profile()).toMatchObject({
      ...whole,
      logo: new Uint8Array(logo),
      logoMediaType: 'image/svg+xml',
      clientName: 'Web',
    });
    await register({ publisherName: 'Example' });
    expect(await profile()).toMatchObject({
      publisherName: 'Example',
      publisherVerified: false,
      firstParty: false,
    });
    expect((await profile())?.logo).toHaveLength(0);
  });

  it('stays when the client is registered anew, and goes with it', async () => {
    await register(whole);
    await createClientRepository(directory.pool).upsert({ ...web, clientName: 'Web 2' });
    expect(await profile()).toMatchObject({ clientName: 'Web 2', publisherName: whole.publisherName });
    await directory.pool.query(`DELETE FROM clients`);
    expect((await directory.pool.query(`SELECT client_id FROM client_profiles`)).rows).toEqual([]);
  });

  it('of a disabled or unknown client is not found', async () => {
    await register(whole);
    await directory.pool.query(`UPDATE clients SET disabled = true`);
    for (const clientId of ['web', 'other', '', 'web\u0000', 'w'.repeat(257)]) {
      await expect(profile(clientId)).rejects.toMatchObject({ status: 'NOT_FOUND' });
    }
  });

  it.each<[string, Partial<ClientProfile>]>([
    ['a logo that is not one', { logo: { bytes: Buffer.from('<script/>'), mediaType: 'image/svg+xml' } }],
    ['a name that is too long', { publisherName: 'x'.repeat(201) }],
    ['a name that turns the direction of writing', { publisherName: 'Example \u202Ednas' }],
    ['a name with an invisible character', { publisherName: 'Ex\u200Bample' }],
    ['a name of two lines', { publisherName: 'Example\nverified' }],
    ['a verified publisher without name', { publisherVerified: true, publisherName: ' ' }],
    ['a page without TLS', { clientUri: 'http://app.example.com/' }],
    ['a page that is a script', { clientUri: 'javascript:alert(1)' }],
    ['a page with a user name', { policyUri: 'https://app.example.com@evil.example/' }],
    ['a page with a space', { policyUri: 'https://app.example.com/a b' }],
    ['a page with a quote', { tosUri: 'https://app.example.com/"' }],
    ['a page with a host that reads as another', { tosUri: 'https://0x7f000001/' }],
    ['a page that is too long', { tosUri: `https://app.example.com/${'x'.repeat(2_048)}` }],
  ])('does not take %s', async (_, change) => {
    const error = await register(change).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(await profile()).toMatchObject({ publisherName: '', clientUri: '' });
  });

  it('does not disturb those who remember clients when it changes', async () => {
    const issuer = await directory.as('token-issuer', ClientService);
    const watcher = startWatcher((options) => issuer.watchClients({}, options));
    await eventually(() => watcher.messages.some(({ everything }) => everything));
    watcher.forget();
    await register(whole);
    // Two signs of life later it would have been told.
    await eventually(() => watcher.messages.length >= 2);
    expect(watcher.messages.every(({ everything, clientIds }) => !everything && clientIds.length === 0)).toBe(
      true,
    );
    await watcher.leave();
  });

  it('is for the front end alone', async () => {
    for (const caller of ['token-issuer', 'resource-gateway', 'demo-api']) {
      const other = await directory.as(caller, ClientService);
      await expect(other.getClientProfile({ clientId: 'web' })).rejects.toMatchObject({
        status: 'PERMISSION_DENIED',
      });
    }
  });
});
