import { create } from '@bufbuild/protobuf';
import { GetClientResponseSchema } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { createClientRegistry } from './client-registry';

/** A directory that counts its calls and answers as the fields below say. */
function countingDirectory() {
  const directory = {
    calls: 0,
    disabled: false,
    failure: undefined as RpcError | undefined,
    async getClient({ clientId = '' }: { clientId?: string }) {
      directory.calls += 1;
      if (directory.failure) throw directory.failure;
      return create(GetClientResponseSchema, { client: { clientId, disabled: directory.disabled } });
    },
  };
  return directory;
}

describe('the client registry', () => {
  let now = 0;
  const clock = () => new Date(now);
  beforeEach(() => (now = 1_000_000));

  it('asks the directory once for any number of requests within a second', async () => {
    const directory = countingDirectory();
    const registry = createClientRegistry(directory, clock);
    const found = await Promise.all(Array.from({ length: 50 }, () => registry.find('demo')));
    now += 999;
    found.push(await registry.find('demo'));
    expect(directory.calls).toBe(1);
    expect(found.every((client) => client?.id === 'demo')).toBe(true);
  });

  it('notices within a second that a client was disabled', async () => {
    const directory = countingDirectory();
    const registry = createClientRegistry(directory, clock);
    await registry.find('demo');
    directory.disabled = true;
    now += 1_000;
    expect(await registry.find('demo')).toBeUndefined();
  });

  it('finds nothing under an identifier that nobody has, and none that is too long', async () => {
    const directory = countingDirectory();
    directory.failure = new RpcError('NOT_FOUND', 'no such client');
    const registry = createClientRegistry(directory, clock);
    expect(await registry.find('nobody')).toBeUndefined();
    expect(await registry.find('x'.repeat(257))).toBeUndefined();
    expect(await registry.find('')).toBeUndefined();
    expect(directory.calls).toBe(1);
  });

  it('passes an outage on and asks again at the next request', async () => {
    const directory = countingDirectory();
    directory.failure = new RpcError('UNAVAILABLE', 'away');
    const registry = createClientRegistry(directory, clock);
    await expect(registry.find('demo')).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    directory.failure = undefined;
    expect(await registry.find('demo')).toBeDefined();
  });

  it('remembers a bounded number of clients, the most recent ones', async () => {
    const directory = countingDirectory();
    const registry = createClientRegistry(directory, clock);
    for (let index = 0; index <= 10_000; index += 1) await registry.find(`client-${index}`);
    directory.calls = 0;
    await registry.find('client-10000');
    expect(directory.calls).toBe(0);
    await registry.find('client-0');
    expect(directory.calls).toBe(1);
  });
});
