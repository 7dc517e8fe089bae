import { startChildServer } from './child-server';
import type { Contestant } from './contestant';

/** Starts the bare server that shows what the platform itself costs. */
export async function startLimit(): Promise<Contestant> {
  const { pid, origin, stop } = await startChildServer('limit', {});
  return {
    target: {
      contestant: 'limit',
      origin,
      secret: 'none',
      resource: 'none',
      person: { email: '', password: '' },
    },
    operations: ['client-credentials'],
    processes: [{ name: 'limit', pid }],
    databaseProcesses: () => [],
    stop,
  };
}
