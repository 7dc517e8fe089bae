import { KeyService } from '@latchkey/contracts';
import { ProbeService } from './testing/test-contract';
import { useServerProcesses } from './testing/server-process';
import { useTestNetwork } from './testing/test-network';

const network = useTestNetwork();
const startProcess = useServerProcesses();

// In a process of its own: Node.js ends one that leaves a rejection unhandled, and jest would hide it.
describe('a server process', () => {
  it('outlives handlers that throw and reject, whatever they throw', async () => {
    const server = await startProcess(network.certificates.of('token-issuer'), 'answers');
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    for (const value of ['with an error', 'with a string', 'with nothing', 'with half a surrogate pair']) {
      await expect(probe.echo({ value })).rejects.toMatchObject({ name: 'RpcError' });
    }
    for (const value of [0, 100]) {
      const stream = async () => {
        for await (const _ of probe.count({ value }));
      };
      await expect(stream()).rejects.toMatchObject({ status: 'INTERNAL', message: 'Count: internal error' });
    }
    await network.dial(KeyService, 'demo-api', [server]).getJwks({});
    expect(server.exitStatus()).toBeUndefined();
  });

  it('makes many nested calls at once without a warning about listeners', async () => {
    const server = await startProcess(network.certificates.of('token-issuer'), 'answers');
    await network.dial(ProbeService, 'demo-api', [server]).echo({ value: 'after many nested calls' });
    expect(server.complaints()).toBe('');
  });

  it('outlives callers that leave before their answer, or their stream, fails', async () => {
    const server = await startProcess(network.certificates.of('token-issuer'), 'answers');
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    for await (const _ of probe.count({ value: 100 })) break;
    for (let n = 0; n < 20; n++) {
      await probe.echo({ value: 'late' }, { deadlineMilliseconds: n % 4 }).catch(() => {});
    }
    await network.dial(KeyService, 'demo-api', [server]).getJwks({});
    expect(server.exitStatus()).toBeUndefined();
  });
});
