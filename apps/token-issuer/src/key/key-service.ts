import { KeyService } from '@latchkey/contracts';
import { rpcService, type RpcService } from '@latchkey/rpc';
import type { KeyRing } from './key-ring';

const maxAgeSeconds = 300;

/** Serves `latchkey.issuer.v1.KeyService`. */
export function keyService({ jwks }: Pick<KeyRing, 'jwks'>): RpcService {
  const jwksJson = JSON.stringify(jwks);
  return rpcService(KeyService, {
    getJwks: async () => ({ jwksJson, maxAgeSeconds }),
  });
}
