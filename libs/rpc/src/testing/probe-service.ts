import { rpcService, type Handlers, type RpcService } from '../rpc-service';
import { ProbeService } from './test-contract';

/** A ProbeService of which only the handlers that matter are given. */
export function probeService(handlers: Partial<Handlers<typeof ProbeService>>): RpcService {
  return rpcService(ProbeService, {
    echo: async ({ value }) => ({ value }),
    undeclared: async () => ({}),
    async *count() {},
    ...handlers,
  });
}

/** A promise, and the means to settle it. */
export function signalled<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Settles when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
