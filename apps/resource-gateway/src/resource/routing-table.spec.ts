import { create } from '@bufbuild/protobuf';
import { ProtectedResourceSchema } from '@latchkey/contracts';
import { isReserved } from '../edge/reserved-paths';
import type { TestResource } from '../testing/test-directory';
import { createRoutingTable } from './routing-table';

const upstream = 'http://127.0.0.1:1';

function tableOf(...resources: TestResource[]) {
  const faults: string[] = [];
  const table = createRoutingTable(
    resources.map((resource) => create(ProtectedResourceSchema, resource as object)),
    { isReserved, onFault: (resource, fault) => faults.push(`${resource}: ${fault}`) },
  );
  return { table, faults };
}

const api: TestResource = {
  resource: 'urn:api',
  upstream,
  routes: [
    {
      pathPrefix: '/api/',
      rules: [
        { methods: ['GET'], path: 'open/', public: true },
        { path: 'status', public: true },
        { path: 'admin/', scopes: ['admin'] },
        { methods: ['POST', 'DELETE'], scopes: ['write'] },
      ],
    },
  ],
};
const reports: TestResource = {
  resource: 'urn:reports',
  upstream,
  routes: [{ pathPrefix: '/api/reports/' }, { pathPrefix: '/r/' }],
};

describe('the routing table', () => {
  it.each([
    ['/api/', 'urn:api'],
    ['/api', 'urn:api'],
    ['/api/x', 'urn:api'],
    ['/api/report', 'urn:api'],
    ['/api/reports', 'urn:reports'],
    ['/api/reports/7/lines', 'urn:reports'],
    ['/r/x', 'urn:reports'],
    ['/apis/', undefined],
    ['/', undefined],
    ['//api/', undefined],
    ['/API/', undefined],
    ['', undefined],
  ])('sends %s where the longest prefix says', (path, resource) => {
    const { table, faults } = tableOf(api, reports);
    expect(faults).toEqual([]);
    expect(table.match('GET', path)?.route.resource.identifier).toBe(resource);
    expect(table.serves(path)).toBe(resource !== undefined);
  });

  const [route] = api.routes ?? [];
  it.each([
    ['GET', '/api/open/x', 0],
    ['HEAD', '/api/open/', 0],
    ['GET', '/api/open', 0],
    ['PUT', '/api/open/x', undefined],
    ['GET', '/api/opened', undefined],
    ['PUT', '/api/status', 1],
    ['PUT', '/api/status/', 1],
    ['PUT', '/api/status/x', undefined],
    ['GET', '/api/admin', 2],
    ['POST', '/api/admin/x', 2],
    ['POST', '/api/x', 3],
    ['POST', '/api', 3],
    ['GET', '/api', undefined],
  ])('decides about %s %s by the first rule that covers it', (method, path, index) => {
    const rule = tableOf(api).table.match(method, path)?.rule;
    expect(rule).toEqual(index === undefined ? undefined : expect.objectContaining(route?.rules?.[index]));
  });

  it.each([
    ['GET', '/api/%61dmin/x', false],
    ['GET', '/api/open/%2e', false],
    ['GET', '/api/x%20y/a;b=1', false],
    ['GET', '/api/a%2Fb', false],
    ['GET', '/api//admin/x', true],
    ['GET', '/api/admin;v=1/x', true],
    ['GET', '/api/x%2F..', false],
    ['GET', '/api/admin%2Fx', true],
    ['GET', '/api/open%2Fx', true],
    ['GET', '/api/open%5Cx', true],
    ['GET', '/api//reports/x', true],
    ['GET', '/api/reports%2fx', true],
    ['GET', '/api/%E0%A4%A', false],
  ])('tells whether %s %s can be read as something else', (method, path, ambiguous) => {
    expect(tableOf(api, reports).table.match(method, path)?.ambiguous).toBe(ambiguous);
  });

  it('decides about escapes of plain characters as if they were not escaped', () => {
    expect(tableOf(api).table.match('GET', '/api/%61dmin/x')?.rule?.scopes).toEqual(['admin']);
    expect(tableOf(api).table.match('GET', '/%61pi/admin/x')?.rule?.scopes).toEqual(['admin']);
  });

  it.each([
    ['/', 'plain path'],
    ['api/', 'plain path'],
    ['/api', 'plain path'],
    ['/a//b/', 'plain path'],
    ['/a b/', 'plain path'],
    ['/%61/', 'plain path'],
    ['/token/', 'gateway itself'],
    ['/Token/x/', 'gateway itself'],
    ['/.well-known/', 'gateway itself'],
    ['/authorize/', 'gateway itself'],
    ['/jwks/', 'gateway itself'],
    ['/admin/x/', 'gateway itself'],
  ])('does not give %s away', (pathPrefix, reason) => {
    const { table, faults } = tableOf({ ...api, routes: [{ pathPrefix }] });
    expect(faults).toEqual([expect.stringContaining(reason)]);
    expect(table.match('GET', pathPrefix)).toBeUndefined();
  });

  it.each(['ftp://x', 'http://x/path', 'http://user:pass@x', 'x:80', 'javascript:0'])(
    'does not serve a resource with the upstream %s',
    (wrong) => {
      const { table, faults } = tableOf({ ...api, upstream: wrong }, reports);
      expect(faults).toEqual(['urn:api: its upstream is not an http or https origin']);
      expect(table.match('GET', '/api/')).toBeUndefined();
      expect(table.match('GET', '/r/')).toBeDefined();
      expect(table.find('urn:api')).toBeDefined();
    },
  );

  it('leaves a prefix to the resource that has it first', () => {
    const { table, faults } = tableOf(api, { ...api, resource: 'urn:copy' });
    expect(faults).toEqual(["urn:copy: its prefix /api/ is another resource's"]);
    expect(table.match('GET', '/api/')?.route.resource.identifier).toBe('urn:api');
  });
});
