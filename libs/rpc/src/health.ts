import { HealthCheckResponse_ServingStatus as ServingStatus, Health } from '@latchkey/contracts';
import { EventEmitter, on, once } from 'node:events';
import { RpcError } from './rpc-error';
import { rpcService, type RpcService } from './rpc-service';

/** The health of a server, as `grpc.health.v1` tells it. */
export interface HealthState {
  service: RpcService;
  /** From now on every service reports NOT_SERVING, and balancers look for another replica. */
  stopServing(): void;
}

/** Serves `grpc.health.v1.Health` for the named services, and for the process under the empty name. */
export function createHealth(serviceNames: string[]): HealthState {
  const known = new Set(['', ...serviceNames]);
  const changes = new EventEmitter().setMaxListeners(0);
  let status = ServingStatus.SERVING;
  const service = rpcService(Health, {
    async check({ service: name }) {
      if (!known.has(name)) throw new RpcError('NOT_FOUND', 'no such service');
      return { status };
    },
    async *watch({ service: name }, { signal }) {
      if (!known.has(name)) {
        yield { status: ServingStatus.SERVICE_UNKNOWN };
        // The protocol keeps the stream: a service might come to be known. Here none does.
        await once(signal, 'abort');
        return;
      }
      const updates = on(changes, 'change', { signal });
      yield { status };
      for await (const _ of updates) yield { status };
    },
  });
  return {
    service,
    stopServing() {
      status = ServingStatus.NOT_SERVING;
      changes.emit('change');
    },
  };
}
