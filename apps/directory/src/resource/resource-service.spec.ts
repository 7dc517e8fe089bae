import { AccessTokenFormat, ResourceService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { demo, plain } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import type { ProtectedResource } from './resource';
import { createResourceRepository } from './resource-repository';

const formats = { jwt: AccessTokenFormat.JWT, opaque: AccessTokenFormat.OPAQUE };
const message = (resource: ProtectedResource) => ({
  ...resource,
  accessTokenFormat: formats[resource.accessTokenFormat],
  maximumBodyBytes: BigInt(resource.maximumBodyBytes),
});

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

  it('lists resources by identifier, with all that is registered of them', async () => {
    await register(demo, plain);
    expect(await list()).toMatchObject([message(plain), message(demo)]);
  });

  it('replaces what is registered of a resource, scopes, routes and rules included', async () => {
    await register(demo);
    const [first, second, third] = demo.routes[0]?.rules ?? [];
    const changed: ProtectedResource = {
      ...demo,
      resourceName: 'API',
      scopes: [
        {
          scope: 'flex:read',
          description: 'See',
          graphqlOperations: ['query'],
          optional: true,
          translations: { de: 'Sehen', 'pt-BR': 'Ver' },
        },
      ],
      routes: [{ pathPrefix: '/demo/', rules: [second, first].filter((rule) => rule !== undefined) }],
      accessTokenFormat: 'jwt',
    };
    expect(third).toBeDefined();
    await register(changed);
    expect(await list()).toMatchObject([message(changed)]);
    const bare = { ...plain, resource: demo.resource };
    await register(bare);
    expect(await list()).toMatchObject([message(bare)]);
    const { rows } = await directory.pool.query(`SELECT path_prefix FROM access_rules`);
    expect(rows).toEqual([]);
  });

  it('removes the former addresses of a resource, and no other resource', async () => {
    await register(demo, plain);
    const moved = { ...demo, resource: 'https://login.example.com/resource/' };
    await createResourceRepository(directory.pool).deleteFormer(moved);
    await register(moved);
    expect(await list()).toMatchObject([message(plain), message(moved)]);
  });

  it('refuses a resource that is no absolute URI', async () => {
    await expect(register({ ...demo, resource: '/resource/' })).rejects.toMatchObject({
      code: 'invalid_target',
    });
  });

  it('refuses routes without an upstream, and rules with a scope that the resource lacks', async () => {
    await expect(register({ ...demo, upstream: '' })).rejects.toMatchObject({
      code: 'invalid_request',
      description: expect.stringContaining('upstream'),
    });
    await expect(register({ ...demo, scopes: demo.scopes.slice(1) })).rejects.toMatchObject({
      code: 'invalid_request',
      description: 'a rule of /demo/ needs the scope flex:control, which the resource lacks',
    });
    expect(await list()).toEqual([]);
  });

  it('refuses a route of another resource, and changes nothing then', async () => {
    await register(demo);
    const thief = { ...plain, upstream: 'http://thief', routes: [{ pathPrefix: '/demo/', rules: [] }] };
    await expect(register(thief)).rejects.toMatchObject({ code: '23505' });
    expect(await list()).toMatchObject([message(demo)]);
  });

  it('serves the issuer, the front end and the gateway, and nobody else', async () => {
    for (const caller of ['token-issuer', 'authorization-frontend', 'resource-gateway']) {
      expect(await list(caller)).toEqual([]);
    }
    await expect(list('demo-api')).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
  });
});
