import { Server, ServerCredentials, type ConnectionInjector } from '@grpc/grpc-js';
import type { Logger, TlsMaterial } from '@latchkey/service-kit';
import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import { createCallRunner } from './call-runner';
import { createHealth } from './health';
import { carriedMethods } from './method';
import { registerMethod } from './method-handler';
import type { RpcService } from './rpc-service';
import { listenSecurely } from './secure-listener';
import { serveUnaryCalls, type UnaryServing } from './unary-server-call';

/** How a server is made. */
export interface RpcServerOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  tls: TlsMaterial;
  services: RpcService[];
  logger: Logger;
  metrics: Registry;
  /**
   * Says of an error that is no answer whether it tells that a store behind this service is away: callers then
   * read UNAVAILABLE, which passes, and not INTERNAL. Without it no error does.
   */
  isOutage?: (error: unknown) => boolean;
}

/** A server that listens. */
export interface RpcServer {
  /** The port it listens on. */
  port: number;
  /**
   * Drains: reports NOT_SERVING, takes no more calls and waits for those under way; what is left after
   * `timeoutMilliseconds` (default 10,000) is cut off.
   */
  close(timeoutMilliseconds?: number): Promise<void>;
}

/** A connection is renewed now and then, so that callers find new replicas. */
const connectionAgeMilliseconds = 5 * 60_000;

/** Time for the last answers to leave, when what was left has been cut off. */
const lastWordsMilliseconds = 500;

const channelOptions = {
  'grpc.max_connection_age_ms': connectionAgeMilliseconds,
  'grpc.max_connection_age_grace_ms': 30_000,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.enable_channelz': 0,
};

/**
 * Serves gRPC over mutual TLS. Callers without a certificate of the authority do not get as far as a
 * method, and each method lets in only the services that its contract names.
 *
 * @throws StartupError when the port cannot be opened
 */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const health = createHealth(options.services.map(({ descriptor }) => descriptor.typeName));
  const services = [...options.services, health.service];
  const draining = new AbortController();
  const cutOff = new AbortController();
  setMaxListeners(0, draining.signal, cutOff.signal);
  const beginCalls = createCallRunner({ ...options, draining: draining.signal, cutOff: cutOff.signal });
  const methods = services.flatMap(({ descriptor, handlers }) =>
    carriedMethods(descriptor).map((method) => {
      const handler = handlers[method.localName];
      if (!handler) throw new Error(`${descriptor.typeName}.${method.name} has no handler`);
      return { method, handler, begin: beginCalls(method) };
    }),
  );
  // Each caller has a gRPC server of its own, which knows from its making what that caller may call. Its
  // connections come from the listener, so that no call is ever joined to the wrong name.
  const callers = new Map<string | undefined, { server: Server; connections: ConnectionInjector }>();
  const serverFor = (caller: string | undefined) => {
    const unaryMethods = new Map<string, UnaryServing>();
    const server = new Server({ ...channelOptions, interceptors: [serveUnaryCalls(unaryMethods)] });
    for (const method of methods) registerMethod({ ...method, server, unaryMethods, caller });
    const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
    callers.set(caller, { server, connections });
    return { connections };
  };
  const listener = await listenSecurely({
    ...options,
    onConnection(caller, socket) {
      const { connections } = callers.get(caller) ?? serverFor(caller);
      connections.injectConnection(socket);
    },
  });
  return {
    port: listener.port,
    async close(timeoutMilliseconds = 10_000) {
      const drained = listener.drain();
      health.stopServing();
      // Those who watch hear of it before their streams end.
      await nextTurn();
      draining.abort();
      for (const { server } of callers.values()) server.tryShutdown(() => {});
      await atMost(timeoutMilliseconds, drained);
      cutOff.abort();
      await atMost(lastWordsMilliseconds, drained);
      await listener.destroy();
    },
  };
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = wait(milliseconds, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([work, timeout]);
  timer.abort();
}
