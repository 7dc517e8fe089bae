import { createPool } from '@latchkey/storage';
import { randomUUID } from 'node:crypto';
import { layDatabaseLine } from '../testing/database-line';
import { useTestReplicas } from '../testing/test-keys';
import { eventually } from '../testing/test-revocations';
import { keyService } from './key-service';

const replicas = useTestReplicas();

describe('a replica without its database', () => {
  it('signs for two seconds more and then refuses, but goes on verifying; and recovers by itself', async () => {
    const line = await layDatabaseLine(replicas.connectionString);
    const pool = createPool({
      connectionString: line.connectionString,
      schema: 'issuer',
      applicationName: 'cut off',
      onError: () => undefined,
    });
    const keys = await replicas.start({ pool, connectionString: line.connectionString });
    const { kid } = keys.ring.signing;
    const service = keyService(keys).handlers;
    const context = { caller: 'resource-gateway', signal: new AbortController().signal };
    const watching = service['watchJwks']?.({ watcherId: randomUUID() }, context) as AsyncIterator<object>;
    await watching.next();
    await watching.next();
    const cutTime = performance.now();
    line.cut();
    expect(keys.ring.signing.kid).toBe(kid);
    await eventually(() => !keys.ring.isCurrent());
    expect(performance.now() - cutTime).toBeLessThan(2_500);
    expect(() => keys.ring.signing).toThrow(
      expect.objectContaining({ code: 'temporarily_unavailable', retryAfterSeconds: 1 }),
    );
    expect(keys.ring.keySet.has(kid)).toBe(true);
    expect(keys.ring.secretFor(kid)).toHaveLength(32);

    // Nor does it vouch for the keys to others.
    await expect(service['getJwks']?.({}, context)).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    let heard = false;
    const heartbeat = watching.next().then(() => (heard = true));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(heard).toBe(false);

    line.mend();
    await heartbeat;
    await eventually(() => keys.ring.isCurrent());
    expect(keys.ring.signing.kid).toBe(kid);
    await watching.return?.();
    await keys.close();
    await pool.end();
    await line.close();
  });
});

describe('the secrets of opaque tokens', () => {
  it('are the same at every replica and different for every key', async () => {
    const [one, two] = [await replicas.start(), await replicas.start()];
    const { kid } = await one.rotation.rotate({ compromised: false });
    await eventually(() => two.ring.keySet.has(kid) && one.ring.keySet.has(kid));
    const first = one.ring.signing.kid;
    expect(one.ring.secretFor(first)).toEqual(two.ring.secretFor(first));
    expect(one.ring.secretFor(kid)).toHaveLength(32);
    expect(one.ring.secretFor(kid)).not.toEqual(one.ring.secretFor(first));
    expect(one.ring.secretFor('unknown')).toBeUndefined();
  });
});
