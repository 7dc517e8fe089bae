import { RevocationService, type WatchRevocationsResponse } from '@latchkey/contracts';
import { testCertificates } from '@latchkey/development';
import { connect, startRpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { randomBytes } from 'node:crypto';
import { revocationService } from '../revocation/revocation-service';
import { startRevocations } from '../revocation/revocations';
import type { createTestSchema } from './test-schema';

type Schema = Awaited<ReturnType<typeof createTestSchema>>;

/** A replica that serves revocations from a database, reached over gRPC with mutual TLS. */
export async function startTestRevocations(schema: Schema, clock: () => Date) {
  const certificates = await testCertificates('token-issuer', 'resource-gateway');
  const log: string[] = [];
  const logger = createLogger({
    service: 'token-issuer',
    level: 'info',
    destination: { write: (line) => void log.push(line) },
  });
  const applicationName = `revocations-${randomBytes(4).toString('hex')}`;
  const { connectionString } = schema;
  const revocations = startRevocations({
    connectionString,
    schema: 'issuer',
    applicationName,
    clock,
    logger,
  });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: certificates['token-issuer'],
    services: [revocationService(revocations)],
    logger,
    metrics: createMetrics('token-issuer'),
  });
  const target = `dns:///127.0.0.1:${server.port}`;
  const gateway = connect({ target, peer: 'token-issuer', tls: certificates['resource-gateway'] });
  const watchers: TestWatcher[] = [];
  await eventually(() => revocations.isCurrent());
  return {
    revocations,
    log,
    service: gateway.service(RevocationService),
    /** Watches until the replica stops. */
    watch(position = 0n): TestWatcher {
      const watcher = follow(gateway.service(RevocationService), position);
      watchers.push(watcher);
      return watcher;
    },
    /** Breaks the database connections of this replica alone. */
    breakConnections: () =>
      schema.pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
        [applicationName],
      ),
    async stop() {
      for (const watcher of watchers) watcher.leave();
      gateway.close();
      await server.close(100);
      await revocations.close();
    },
  };
}

/** A replica under test. */
export type TestRevocations = Awaited<ReturnType<typeof startTestRevocations>>;

/** What a watcher has heard. */
export interface TestWatcher {
  messages: WatchRevocationsResponse[];
  /** `KIND:VALUE` of every revocation heard, in order. */
  heard: string[];
  /** How the stream ended, if it has. */
  ended: unknown;
  leave(): void;
}

function follow(
  service: Pick<TestRevocations['service'], 'watchRevocations'>,
  position: bigint,
): TestWatcher {
  const leaving = new AbortController();
  const watcher: TestWatcher = {
    messages: [],
    heard: [],
    ended: undefined,
    leave: () => leaving.abort(),
  };
  const read = async () => {
    for await (const message of service.watchRevocations({ position }, { signal: leaving.signal })) {
      watcher.messages.push(message);
      for (const { revoked } of message.revocations) watcher.heard.push(`${revoked.case}:${revoked.value}`);
    }
  };
  read().then(
    () => (watcher.ended = 'completely'),
    (error: unknown) => (watcher.ended = error),
  );
  return watcher;
}

/** Waits until something holds. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
