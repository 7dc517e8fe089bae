import type { MessageInitShape } from '@bufbuild/protobuf';
import { QuotaService, ResourceService, type ProtectedResourceSchema } from '@latchkey/contracts';
import { createBroadcast, rpcService, startRpcServer, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';

/** A protected resource, with what a test says about it. */
export type TestResource = MessageInitShape<typeof ProtectedResourceSchema>;

/** A directory with resources and limits. */
export interface TestDirectory extends RpcServer {
  /** Replaces the registry, and tells those who watch. */
  register(resources: TestResource[]): void;
  /** Amounts of the claims so far, by their keys. */
  claims: Map<string, number[]>;
}

const heartbeatMilliseconds = 200;
const windowMilliseconds = 60_000;
const quiet = createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } });

/** Starts the directory. */
export async function startTestDirectory(
  tls: TlsMaterial,
  { resources, port = 0 }: { resources: TestResource[]; port?: number },
): Promise<TestDirectory> {
  const changes = createBroadcast<true>();
  const claims = new Map<string, number[]>();
  let registry = { resources };

  const resourceService = rpcService(ResourceService, {
    listResources: async () => registry,
    async *watchResources(_request, { signal }) {
      const changed = changes.subscribe({ signal, heartbeatMilliseconds });
      yield { registry };
      for await (const items of changed) yield items.length > 0 ? { registry } : {};
    },
  });
  const quotaService = rpcService(QuotaService, {
    async consumeQuotas(request) {
      const outcomes = request.claims.map(({ key, limit, amount }) => {
        const earlier = claims.get(key) ?? [];
        claims.set(key, [...earlier, amount]);
        const left = Math.max(limit - earlier.reduce((sum, each) => sum + each, 0), 0);
        const granted = Math.min(left, amount);
        return { granted, remaining: left - granted, resetMilliseconds: windowMilliseconds };
      });
      return { outcomes };
    },
  });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port,
    tls,
    logger: quiet,
    metrics: createMetrics('test'),
    services: [resourceService, quotaService],
  });
  return Object.assign(server, {
    claims,
    register(next: TestResource[]) {
      registry = { resources: next };
      changes.publish(true);
    },
  });
}
