import { randomBytes } from 'node:crypto';
import { startChildServer } from './child-server';
import type { Contestant } from './contestant';

/** Starts oidc-provider. */
export async function startPeer(): Promise<Contestant> {
  const secret = randomBytes(32).toString('base64url');
  const resource = 'https://api.example/bench/';
  const { pid, origin, stop } = await startChildServer('peer', {
    BENCH_SECRET: secret,
    BENCH_RESOURCE: resource,
  });
  return {
    target: { contestant: 'peer', origin, secret, resource, person: { email: '', password: '' } },
    operations: [
      'client-credentials',
      'authorization-code',
      'refresh',
      'device-poll',
      'device-redeem',
      'introspection-http',
    ],
    processes: [{ name: 'oidc-provider', pid }],
    databaseProcesses: () => [],
    stop,
  };
}
