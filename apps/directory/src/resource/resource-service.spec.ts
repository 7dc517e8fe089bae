import { ResourceService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createResourceRepository, type ProtectedResource } from './resource-repository';

const demo: ProtectedResource = {
  resource: 'https://auth.example.com/resource/',
  resourceName: 'Demo API',
  description: 'An API to try things on.',
  scopes: [
    { scope: 'flex:control', description: 'Control your energy devices' },
    { scope: 'flex:read', description: 'See your energy devices' },
  ],
};
const other: ProtectedResource = {
  resource: 'https://API.example.com/',
  resourceName: 'Other API',
  description: 'Has no scopes.',
  scopes: [],
};

describe('ResourceService', () => {
  let directory: TestDirectory;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
  });

  afterEach(() => directory.close());

  const list = async (caller = 'token-issuer') => {
    const { resources } = await (await directory.as(caller, ResourceService)).listResources({});
    return resources;
  };
  const register = (...resources: ProtectedResource[]) =>
    Promise.all(resources.map((resource) => createResourceRepository(directory.pool).upsert(resource)));

  it('lists nothing when nothing is registered', async () => {
    expect(await list()).toEqual([]);
  });

  it('lists resources by identifier, with their scopes by name', async () => {
    await register(demo, other);
    expect(await list()).toMatchObject([other, demo]);
  });

  it('replaces what is registered of a resource, scopes included', async () => {
    await register(demo);
    const changed = { ...demo, resourceName: 'API', scopes: [{ scope: 'flex:read', description: 'See' }] };
    await register(changed);
    expect(await list()).toMatchObject([changed]);
    expect((await list())[0]?.scopes).toHaveLength(1);
  });

  it('removes the former addresses of a resource, and no other resource', async () => {
    await register(demo, other);
    const moved = { ...demo, resource: 'https://login.example.com/resource/' };
    await createResourceRepository(directory.pool).deleteFormer(moved);
    await register(moved);
    expect(await list()).toMatchObject([other, moved]);
  });

  it('refuses a resource that is no absolute URI', async () => {
    await expect(register({ ...demo, resource: '/resource/' })).rejects.toMatchObject({
      code: 'invalid_target',
    });
  });

  it('serves the issuer, the front end and the gateway, and nobody else', async () => {
    for (const caller of ['token-issuer', 'authorization-frontend', 'resource-gateway']) {
      expect(await list(caller)).toEqual([]);
    }
    await expect(list('demo-api')).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
  });
});
