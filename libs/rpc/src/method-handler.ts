import { create, type DescMessage, type DescMethod, type MessageInitShape } from '@bufbuild/protobuf';
import type { Server, handleServerStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import type { CallEnding } from './call-ending';
import type { CallRunner } from './call-runner';
import { mayCall, methodDefinition } from './method';
import { RpcError } from './rpc-error';
import type { CallContext, RpcService } from './rpc-service';
import { toStatus } from './status-mapping';

type Init = MessageInitShape<DescMessage>;
type Ending = Pick<CallEnding, 'signal'>;

/** A method, and the caller and server that it is registered for. */
export interface MethodRegistration {
  server: Server;
  /** Service name of every peer of this server; undefined for peers without one. */
  caller: string | undefined;
  method: DescMethod;
  handler: RpcService['handlers'][string];
  run: CallRunner;
}

/** Registers a method for one caller: its handler if the contract lets that caller in, else a refusal. */
export function registerMethod({ server, caller, method, handler, run }: MethodRegistration): void {
  const { path, requestDeserialize, responseSerialize } = methodDefinition(method);
  const answer =
    caller !== undefined && mayCall(method, caller)
      ? (request: object, ending: Ending) => handler(request, new ContextOfHandler(caller, ending))
      : refuse;
  // Answers become bytes here and not in grpc-js, so that a faulty one is logged like any other defect.
  const toBytes = (message: Init) => responseSerialize(create(method.output, message));

  const unary: handleUnaryCall<object, Buffer> = (call, callback) => {
    run(method, call, async (ending) => toBytes((await answer(call.request, ending)) as Init)).then(
      (bytes) => callback(null, bytes),
      (error) => callback(toStatus(error)),
    );
  };
  const streaming: handleServerStreamingCall<object, Buffer> = (call) => {
    run(method, call, async (ending) => {
      const { signal } = ending;
      for await (const item of answer(call.request, ending) as AsyncIterable<Init>) {
        signal.throwIfAborted();
        if (!call.write(toBytes(item))) await drained(call, signal);
      }
      // Without this a handler that stops early when the server drains would look like a complete answer.
      signal.throwIfAborted();
    }).then(
      () => call.end(),
      (error) => call.emit('error', toStatus(error)),
    );
  };
  const bytesAsTheyAre = (bytes: Buffer) => bytes;
  if (method.methodKind === 'unary') {
    server.register(path, unary, bytesAsTheyAre, requestDeserialize, 'unary');
  } else {
    server.register(path, streaming, bytesAsTheyAre, requestDeserialize, 'serverStream');
  }

  function refuse(): never {
    const name = `${method.parent.typeName}/${method.name}`;
    throw new RpcError(
      'PERMISSION_DENIED',
      `${caller ?? 'a peer without a service name'} may not call ${name}`,
    );
  }
}

/** What a handler knows of its call; the signal is made when the handler asks for it. */
class ContextOfHandler implements CallContext {
  readonly #ending: Ending;

  constructor(
    readonly caller: string,
    ending: Ending,
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
