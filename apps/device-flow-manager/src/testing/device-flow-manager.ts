import { DeviceFlowService } from '@latchkey/contracts';
import { connect, startRpcServer, type RpcClient } from '@latchkey/rpc';
import { createAuditTrail, createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import { randomBytes, randomUUID } from 'node:crypto';
import { auditLines } from '../audit';
import { buildServices, type DeviceFlowManagerDeps } from '../server';
import { start } from './authorizations';

/** Service names that tests call as, beside the device-flow manager itself. */
export const callers = ['token-issuer', 'authorization-frontend', 'resource-gateway', 'directory'] as const;

/** Certificates for the device-flow manager and its {@link callers}. */
export type Certificates = Record<'device-flow-manager' | (typeof callers)[number], TlsMaterial>;

/** Settings of tests; so many may miss over all that nobody notices. */
export const testConfig: DeviceFlowManagerDeps['config'] = {
  LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: 600,
  LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS: 5,
  LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: 60,
  LATCHKEY_DEVICE_MISSES_PER_ADDRESS: 10,
  LATCHKEY_DEVICE_MISSES_PER_SESSION: 10,
  LATCHKEY_DEVICE_MISSES_OVER_ALL: 100_000,
};

/** A device-flow manager that listens, and its callers. */
export interface TestDeviceFlowManager {
  /** Calls it as a service. */
  as: Record<(typeof callers)[number], RpcClient<typeof DeviceFlowService>>;
  /** Its clock moves only when a test moves it. */
  clock: { now: Date };
  /** Lines that it logged. */
  logged: string[];
  close(): Promise<void>;
}

/** Starts a device-flow manager that keeps its state in a store and takes calls over mutual TLS. */
export async function startDeviceFlowManager(
  certificates: Certificates,
  store: EphemeralStore,
  other: Partial<DeviceFlowManagerDeps> = {},
): Promise<TestDeviceFlowManager> {
  const clock = { now: start };
  const logged: string[] = [];
  const logger = createLogger({
    service: 'device-flow-manager',
    level: 'debug',
    destination: { write: (line) => logged.push(line) },
  });
  const trail = createAuditTrail({
    directory: { recordAuditEvents: async () => undefined },
    lines: auditLines,
    logger,
    clock: () => clock.now,
  });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: certificates['device-flow-manager'],
    services: buildServices({
      config: testConfig,
      store,
      clock: () => clock.now,
      randomBytes,
      newGrantId: randomUUID,
      audit: trail.record,
      logger,
      ...other,
    }),
    logger,
    metrics: createMetrics('device-flow-manager'),
  });
  const connections = callers.map((caller) => {
    const connection = connect({
      target: `dns:///127.0.0.1:${server.port}`,
      peer: 'device-flow-manager',
      tls: certificates[caller],
    });
    return { caller, connection };
  });
  return {
    as: Object.fromEntries(
      connections.map(({ caller, connection }) => [caller, connection.service(DeviceFlowService)]),
    ) as TestDeviceFlowManager['as'],
    clock,
    logged,
    async close() {
      connections.forEach(({ connection }) => connection.close());
      await server.close();
      await trail.close();
    },
  };
}
