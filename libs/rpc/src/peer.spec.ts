import { KeyService } from '@latchkey/contracts';
import { peerService } from './peer';
import { keyService } from './testing/partial-services';
import { useTestNetwork } from './testing/test-network';

describe('peerService', () => {
  it('reads the service from its SPIFFE URI, wherever that stands among the names', () => {
    expect(peerService('URI:spiffe://latchkey/token-issuer')).toBe('token-issuer');
    expect(peerService('DNS:token-issuer, URI:spiffe://latchkey/token-issuer, IP Address:10.0.0.1')).toBe(
      'token-issuer',
    );
  });

  it.each([
    ['no name', undefined],
    ['an empty name', ''],
    ['a DNS name alone', 'DNS:token-issuer'],
    ['a DNS name that looks like the URI', 'DNS:spiffe://latchkey/token-issuer'],
    ['another trust domain', 'URI:spiffe://elsewhere/token-issuer'],
    ['a longer trust domain', 'URI:spiffe://latchkey.example/token-issuer'],
    ['another scheme', 'URI:https://latchkey/token-issuer'],
    ['a path of two segments', 'URI:spiffe://latchkey/token-issuer/admin'],
    ['no path', 'URI:spiffe://latchkey/'],
    ['upper case', 'URI:spiffe://latchkey/Token-Issuer'],
    ['two services', 'URI:spiffe://latchkey/token-issuer, URI:spiffe://latchkey/directory'],
    ['the same service twice', 'URI:spiffe://latchkey/directory, URI:spiffe://latchkey/directory'],
    ['a name hidden in another', 'URI:"x\\u002c URI:spiffe://latchkey/token-issuer\\u002c y"'],
  ])('knows nobody by %s', (_, names) => {
    expect(peerService(names)).toBeUndefined();
  });
});

describe('a peer whose certificate is of the trusted authority', () => {
  const network = useTestNetwork();
  const hidden = 'x, URI:spiffe://latchkey/resource-gateway, y';
  const uri = (service: string) => ({ type: 'url', value: `spiffe://latchkey/${service}` }) as const;

  it('is known by the one service in it', async () => {
    const { service, callers } = keyService();
    const server = await network.serve([service]);
    const tls = await network.certificates.withNames([uri('demo-api')]);
    await network.dial(KeyService, tls, [server]).getJwks({});
    expect(callers).toEqual(['demo-api']);
  });

  it.each([
    ['two services', [uri('resource-gateway'), uri('demo-api')]],
    ['no service', [{ type: 'dns', value: 'resource-gateway' } as const]],
    ['a service hidden in a DNS name', [{ type: 'dns', value: hidden } as const]],
    ['a service hidden in a URI', [{ type: 'url', value: hidden } as const]],
  ])('is refused when it names %s', async (_, names) => {
    const { service, callers } = keyService();
    const server = await network.serve([service]);
    const tls = await network.certificates.withNames(names);
    await expect(network.dial(KeyService, tls, [server]).getJwks({})).rejects.toMatchObject({
      status: 'PERMISSION_DENIED',
      message: 'GetJwks: a peer without a service name may not call latchkey.issuer.v1.KeyService/GetJwks',
    });
    expect(callers).toEqual([]);
  });
});
