import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { GetClientResponseSchema, type GetClientResponse } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { createTestDirectory } from '../testing/test-clients';
import { createClientRegistry } from './client-registry';

// Tens of thousands of look-ups in some tests, on a machine that may be busy.
jest.setTimeout(30_000);

const quiet = { info: () => undefined, warn: () => undefined };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A directory that counts how often it is asked for a client; it may be mute as a watch, away, or slow. */
function countingDirectory({ mute = false } = {}) {
  const played = createTestDirectory();
  const directory = {
    ...played,
    calls: 0,
    mute,
    validUntilMs: undefined as number | undefined,
    failure: undefined as RpcError | undefined,
    /** What a look-up waits for after it has read the client. */
    delay: Promise.resolve(),
    async getClient({ clientId = '' }: { clientId?: string }): Promise<GetClientResponse> {
      directory.calls += 1;
      if (directory.failure) throw directory.failure;
      const { client } = clientId.startsWith('client-')
        ? create(GetClientResponseSchema, { client: { clientId } })
        : await played.getClient({ clientId });
      const answer = create(GetClientResponseSchema, {
        ...(client && { client: { ...client } }),
        ...(directory.validUntilMs && { validUntil: timestampFromMs(directory.validUntilMs) }),
      });
      await directory.delay;
      return answer;
    },
    async *watchClients(request: unknown, options: { signal?: AbortSignal } = {}) {
      for await (const message of played.watchClients(request, options)) if (!directory.mute) yield message;
    },
    disable(clientId: string) {
      const client = played.clients.get(clientId);
      if (client) client.disabled = true;
    },
  };
  return directory;
}

let now = 1_900_000_000_000;
const registries: { close(): void }[] = [];
const start = (directory: ReturnType<typeof countingDirectory>) => {
  const registry = createClientRegistry({ directory, clock: () => new Date(now), logger: quiet });
  registries.push(registry);
  return registry;
};
afterEach(() => registries.splice(0).forEach((registry) => registry.close()));

describe('the client registry, while the directory tells what changes', () => {
  it('asks for a client once, until it has changed', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    const found = await Promise.all(Array.from({ length: 50 }, async () => registry.find('web')));
    now += 3_600_000;
    found.push(await registry.find('web'));
    expect(directory.calls).toBe(1);
    expect(found.every((client) => client?.id === 'web')).toBe(true);

    directory.disable('web');
    directory.changed('tv', 'web');
    await turn();
    expect(await registry.find('web')).toBeUndefined();
  });

  it('forgets that a client was not there when it is told of one', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    const web = directory.clients.get('web')!;
    directory.clients.delete('web');
    expect(await registry.find('web')).toBeUndefined();
    expect(await registry.find('web')).toBeUndefined();
    expect(directory.calls).toBe(1);
    directory.clients.set('web', web);
    directory.changed('web');
    await turn();
    expect(await registry.find('web')).toBeDefined();
  });

  it('asks again a second later for what was not there', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    await registry.find('nobody');
    now += 1_000;
    await registry.find('nobody');
    expect(directory.calls).toBe(2);
  });

  it('does not remember an answer that is older than a change it was told of', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    let answer = () => {};
    directory.delay = new Promise((resolve) => (answer = resolve));
    const before = registry.find('web');
    await turn();
    directory.disable('web');
    directory.changed('web');
    await turn();
    const after = registry.find('web');
    answer();
    expect(await before).toBeDefined();
    expect(await after).toBeUndefined();
    expect(await registry.find('web')).toBeUndefined();
    expect(directory.calls).toBe(2);
  });

  it('forgets everything when it is told to, and whenever the watch begins anew', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    await registry.find('web');
    directory.disable('web');
    // Told to nobody: the stream falls silent and is opened anew.
    directory.mute = true;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    directory.mute = false;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await registry.find('web')).toBeUndefined();
  });

  it('asks again when the answer has ceased to be true by itself', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    directory.validUntilMs = now + 5_000;
    await registry.find('web');
    now += 4_999;
    await registry.find('web');
    expect(directory.calls).toBe(1);
    now += 1;
    await registry.find('web');
    expect(directory.calls).toBe(2);
  });
});

describe('the client registry, while the directory is not heard', () => {
  it('asks for a client about once a second, however many requests it makes', async () => {
    const directory = countingDirectory({ mute: true });
    const registry = start(directory);
    await Promise.all(Array.from({ length: 50 }, async () => registry.find('web')));
    now += 899;
    await registry.find('web');
    expect(directory.calls).toBe(1);
    directory.disable('web');
    now += 1;
    expect(await registry.find('web')).toBeUndefined();
  });

  it('goes on with a client for nearly a second, and then fails as unavailable', async () => {
    const directory = countingDirectory({ mute: true });
    const registry = start(directory);
    await registry.find('web');
    directory.failure = new RpcError('UNAVAILABLE', 'away');
    now += 899;
    expect(await registry.find('web')).toBeDefined();
    now += 1;
    await expect(registry.find('web')).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    directory.failure = undefined;
    expect(await registry.find('web')).toBeDefined();
  });

  it('does not trust an answer from the future, as after a step of the clock', async () => {
    const directory = countingDirectory({ mute: true });
    const registry = start(directory);
    await registry.find('web');
    now -= 10_000;
    await registry.find('web');
    expect(directory.calls).toBe(2);
  });
});

describe('the client registry', () => {
  it('finds nothing under an identifier that nobody has, and does not even ask for a malformed one', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    expect(await registry.find('nobody')).toBeUndefined();
    expect(await registry.find('x'.repeat(257))).toBeUndefined();
    expect(await registry.find('')).toBeUndefined();
    expect(directory.calls).toBe(1);
  });

  it('remembers a bounded number of clients, the ones used most recently', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    for (let index = 0; index < 10_000; index += 1) await registry.find(`client-${index}`);
    await registry.find('client-0');
    await registry.find('client-10000');
    directory.calls = 0;
    for (const index of [0, 2, 9_999, 10_000]) await registry.find(`client-${index}`);
    expect(directory.calls).toBe(0);
    await registry.find('client-1');
    expect(directory.calls).toBe(1);
  });

  it('pushes no client out for identifiers that are invented', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    await registry.find('web');
    for (let index = 0; index <= 10_000; index += 1) await registry.find(`invented-${index}`);
    directory.calls = 0;
    await registry.find('web');
    expect(directory.calls).toBe(0);
  });

  it('looks a bounded number of clients up at once', async () => {
    const directory = countingDirectory();
    const registry = start(directory);
    await turn();
    let answer = () => {};
    directory.delay = new Promise((resolve) => (answer = resolve));
    const found = Array.from({ length: 1_000 }, async (_, index) => registry.find(`client-${index}`));
    await expect(registry.find('web')).rejects.toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
    answer();
    await Promise.all(found);
    expect(await registry.find('web')).toBeDefined();
  });
});
