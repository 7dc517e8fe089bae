import { startTestGateway, testResource, until, type TestGateway } from '../testing/test-gateway';
import { startTestDirectory } from '../testing/test-directory';
import { startTestUpstream } from '../testing/test-upstream';

describe('resources that the directory pushes', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const get = (path: string, claims?: object) =>
    fetch(gateway.origin + path, { headers: { authorization: gateway.sign(claims) } });
  const ours = () => testResource(gateway.resource.origin);

  it('are served and taken away while the gateway listens', async () => {
    const added = { ...ours(), resource: 'urn:added', routes: [{ pathPrefix: '/added/' }] };
    expect(await (await get('/added/x')).text()).toBe('ok');
    expect(gateway.frontend.received.map(({ url }) => url)).toEqual(['/added/x']);

    gateway.directory.register([ours(), added]);
    await until(() => gateway.access.registry.table?.serves('/added/') === true);
    expect((await get('/added/x')).status).toBe(401);
    expect((await get('/added/x', { aud: 'urn:added' })).status).toBe(200);
    expect(gateway.resource.received.map(({ url }) => url)).toEqual(['/added/x']);
    expect((await get('/resource/')).status).toBe(200);

    gateway.directory.register([added]);
    await until(() => gateway.access.registry.table?.serves('/resource/') === false);
    await get('/resource/y');
    expect(gateway.frontend.received.at(-1)?.url).toBe('/resource/y');
  });

  it('go to another upstream as soon as they are registered with it', async () => {
    const other = await startTestUpstream();
    expect((await get('/resource/1')).status).toBe(200);
    const before = gateway.access.registry.table;
    gateway.directory.register([testResource(other.origin)]);
    await until(() => gateway.access.registry.table !== before);
    expect((await get('/resource/2')).status).toBe(200);
    expect(gateway.resource.received.map(({ url }) => url)).toEqual(['/resource/1']);
    expect(other.received.map(({ url }) => url)).toEqual(['/resource/2']);
    await other.close();
  });

  it('are served on while the directory is away, and heard of again when it is back', async () => {
    const { port } = gateway.directory;
    await gateway.directory.close(0);
    expect((await get('/resource/')).status).toBe(200);
    const back = await startTestDirectory(gateway.certificates.directory, { resources: [], port });
    await until(() => gateway.access.registry.table?.serves('/resource/') === false);
    await back.close(0);
  });

  it('cannot take over what is the gateway’s own; that is said once', async () => {
    const routes = [{ pathPrefix: '/token/' }, { pathPrefix: '/sign-in/' }, { pathPrefix: '/mine/' }];
    for (const resourceName of ['first', 'second']) {
      const before = gateway.access.registry.table;
      gateway.directory.register([{ ...ours(), resourceName, routes }]);
      await until(() => gateway.access.registry.table !== before);
    }
    expect((await get('/mine/')).status).toBe(200);
    await get('/sign-in/');
    expect(gateway.frontend.received).toHaveLength(1);
    expect((await get('/token/')).status).toBe(405);
    expect(gateway.log().match(/its prefix \/token\/ belongs to the gateway itself/g)).toHaveLength(1);
  });
});

describe('before the directory has sent the resources', () => {
  it('pages and endpoints are served, and what might be a resource is not available', async () => {
    const gateway = await startTestGateway({ without: 'directory' });
    const get = (path: string) =>
      fetch(gateway.origin + path, { headers: { authorization: gateway.sign() } });
    expect((await get('/sign-in')).status).toBe(200);
    expect((await get('/')).status).toBe(200);
    expect((await get('/jwks/')).status).toBe(200);
    for (const path of ['/resource/', '/anything', '/.well-known/oauth-protected-resource']) {
      const response = await get(path);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    }
    expect(gateway.resource.received).toEqual([]);
    await gateway.close();
  });
});
