import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from '@latchkey/contracts';
import { keyService } from './testing/partial-services';
import { useTestNetwork } from './testing/test-network';

const network = useTestNetwork();

const statuses = async (watching: AsyncIterable<{ status: ServingStatus }>, seen: ServingStatus[]) => {
  for await (const { status } of watching) seen.push(status);
};

describe('health', () => {
  it.each(['', 'latchkey.issuer.v1.KeyService'])('of "%s" is SERVING', async (service) => {
    const server = await network.serve([keyService().service]);
    const answer = await network.dial(Health, 'demo-api', [server]).check({ service });
    expect(answer.status).toBe(ServingStatus.SERVING);
  });

  it('of a service that is not here is NOT_FOUND', async () => {
    const server = await network.serve([keyService().service]);
    const health = network.dial(Health, 'demo-api', [server]);
    for (const service of ['latchkey.issuer.v1.TokenService', 'KeyService', 'constructor']) {
      await expect(health.check({ service })).rejects.toMatchObject({ status: 'NOT_FOUND' });
    }
  });

  it('is told to those who watch when the server begins to drain, before their stream ends', async () => {
    const server = await network.serve([keyService().service]);
    const health = network.dial(Health, 'demo-api', [server]);
    const seen: ServingStatus[] = [];
    const items = health.watch({ service: '' })[Symbol.asyncIterator]();
    seen.push((await items.next()).value?.status);
    const closed = server.close();
    await expect(statuses({ [Symbol.asyncIterator]: () => items }, seen)).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
    expect(seen).toEqual([ServingStatus.SERVING, ServingStatus.NOT_SERVING]);
    await closed;
  });

  it('of a service that is not here is watched as SERVICE_UNKNOWN until the reader leaves', async () => {
    const server = await network.serve([]);
    const health = network.dial(Health, 'demo-api', [server]);
    const seen: ServingStatus[] = [];
    const watching = health.watch({ service: 'nothing' }, { deadlineMilliseconds: 200 });
    await expect(statuses(watching, seen)).rejects.toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    expect(seen).toEqual([ServingStatus.SERVICE_UNKNOWN]);
  });

  it('may be watched by many', async () => {
    const server = await network.serve([]);
    const health = network.dial(Health, 'demo-api', [server]);
    const readers = Array.from({ length: 50 }, () => health.watch({})[Symbol.asyncIterator]());
    const first = await Promise.all(readers.map((reader) => reader.next()));
    expect(first.every(({ value }) => value.status === ServingStatus.SERVING)).toBe(true);
    const rest = Promise.allSettled(readers.map((reader) => reader.next()));
    await server.close();
    for (const outcome of await rest) {
      expect(outcome).toMatchObject({ value: { value: { status: ServingStatus.NOT_SERVING } } });
    }
  });
});
