import type { DescMethod } from '@bufbuild/protobuf';
import type { Server, handleServerStreamingCall } from '@grpc/grpc-js';
import type { CallEnding } from './call-ending';
import type { BeginCall } from './call-runner';
import { mayCall, methodDefinition } from './method';
import { RpcError } from './rpc-error';
import type { CallContext, RpcService } from './rpc-service';
import type { UnaryServing } from './unary-server-call';

/** A method, and the caller and server that it is registered for. */
export interface MethodRegistration {
  server: Server;
  /** Where methods of one request and one answer are put, by path: see `serveUnaryCalls`. */
  unaryMethods: Map<string, UnaryServing>;
  /** Service name of every peer of this server; undefined for peers without one. */
  caller: string | undefined;
  method: DescMethod;
  handler: RpcService['handlers'][string];
  begin: BeginCall;
}

/** Registers a method for one caller: its handler if the contract lets that caller in, else a refusal. */
export function registerMethod(registration: MethodRegistration): void {
  const { server, unaryMethods, caller, method, handler, begin } = registration;
  const { path, requestDeserialize, responseSerialize: encode } = methodDefinition(method);
  const handle =
    caller !== undefined && mayCall(method, caller)
      ? (request: object, ending: CallEnding) => handler(request, new ContextOfHandler(caller, ending))
      : refuse;

  // Answers become bytes here and not in grpc-js, so that a faulty one is logged like any other defect.
  const bytesAsTheyAre = (bytes: Buffer) => bytes;
  if (method.methodKind === 'unary') {
    unaryMethods.set(path, { begin, handle, encode });
    server.register(path, takenBefore, bytesAsTheyAre, requestDeserialize, 'unary');
    return;
  }
  const streaming: handleServerStreamingCall<object, Buffer> = (call) => {
    const running = begin(call, {
      async handle(ending) {
        const { signal } = ending;
        for await (const item of handle(call.request, ending) as AsyncIterable<object>) {
          signal.throwIfAborted();
          if (!call.write(encode(item))) await drained(call, signal);
        }
        // Without this a handler that stops early when the server drains would look like a complete answer.
        signal.throwIfAborted();
      },
      answer: () => call.end(),
      refuse: (status) => call.emit('error', status),
    });
    call.on('cancelled', () => running.leave());
  };
  server.register(path, streaming, bytesAsTheyAre, requestDeserialize, 'serverStream');

  function refuse(): never {
    const name = `${method.parent.typeName}/${method.name}`;
    throw new RpcError(
      'PERMISSION_DENIED',
      `${caller ?? 'a peer without a service name'} may not call ${name}`,
    );
  }
}

/** grpc-js must know a method to let its calls in; the interceptor takes them before they get to a handler. */
function takenBefore(): never {
  throw new Error('a call came past its interceptor');
}

/** What a handler knows of its call; the signal is made when the handler asks for it. */
class ContextOfHandler implements CallContext {
  readonly #ending: CallEnding;

  constructor(
    readonly caller: string,
    ending: CallEnding,
  ) {
    this.#ending = ending;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }
}

/** Waits until a slow reader has caught up, so that a stream holds a bounded number of messages. */
function drained(stream: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) return resolve();
    stream.on('drain', done);
    signal.addEventListener('abort', done);
  });
}
