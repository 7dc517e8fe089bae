import type { DescMethod, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { carriedMethods } from './method';

/** What a handler knows of the call beside the request. */
export interface CallContext {
  /** Service name in the peer's certificate. */
  caller: string;
  /**
   * Aborts when the caller leaves or its deadline passes, when the server stops (for a stream: when it begins
   * to), and after 30 s unless it is a stream. The call has ended then; a handler that heeds it ends too.
   */
  signal: AbortSignal;
}

type Handler<Method extends DescMethod> = Method extends { methodKind: 'unary' }
  ? (
      request: MessageShape<Method['input']>,
      context: CallContext,
    ) => Promise<MessageInitShape<Method['output']>>
  : (
      request: MessageShape<Method['input']>,
      context: CallContext,
    ) => AsyncIterable<MessageInitShape<Method['output']>>;

/** One handler for every method of a service: a promise of the answer, or an async iterable for a stream. */
export type Handlers<Service extends DescService> = {
  [Name in keyof Service['method']]: Handler<Service['method'][Name]>;
};

/** A service with its handlers, ready to be served. */
export interface RpcService {
  descriptor: DescService;
  handlers: Record<string, (request: object, context: CallContext) => unknown>;
}

/** Joins a service of the contract with its handlers; the types see to it that none is missing. */
export function rpcService<Service extends DescService>(
  descriptor: Service,
  handlers: Handlers<Service>,
): RpcService {
  carriedMethods(descriptor);
  return { descriptor, handlers: handlers as RpcService['handlers'] };
}
