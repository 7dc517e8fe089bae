import type { DescMethod, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { Client, credentials, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { createRequestContext, currentRequestContext, type TlsMaterial } from '@latchkey/service-kit';
import { CallTable } from './call-table';
import { channelOptions } from './channel-options';
import { contextToMetadata, endingOf } from './context-metadata';
import { carriedMethods, isIdempotent, methodDefinition } from './method';
import { RpcError } from './rpc-error';
import { fromServiceError } from './status-mapping';
import { UnaryCall, type Cancellable, type UnaryMethod } from './unary-call';

/** How a client is made. */
export interface RpcClientOptions {
  /** Where the service listens: `dns:///host:port`. Every address behind the name is a replica. */
  target: string;
  /** Service name that the peer's certificate must show. */
  peer: string;
  tls: TlsMaterial;
  /** Longest wait for an answer, when a call names none. */
  deadlineMilliseconds?: number;
}

/** What one call may say about itself. */
export interface CallOptions {
  /** Longest wait for the answer; never longer than the request being worked on may take itself. */
  deadlineMilliseconds?: number;
  /** Cancels the call. */
  signal?: AbortSignal;
}

type Method<M extends DescMethod> = M extends { methodKind: 'unary' }
  ? (request: MessageInitShape<M['input']>, options?: CallOptions) => Promise<MessageShape<M['output']>>
  : (
      request: MessageInitShape<M['input']>,
      options?: CallOptions,
    ) => AsyncIterable<MessageShape<M['output']>>;

/** A service as typed functions: a promise of the answer, or an async iterable for a stream. */
export type RpcClient<Service extends DescService> = {
  [Name in keyof Service['method']]: Method<Service['method'][Name]>;
};

/** Closes the connections of a client; calls under way end. */
export interface Connection {
  close(): void;
}

const defaultDeadlineMilliseconds = 5_000;

/**
 * Opens a connection to the replicas of a service. Calls are spread over them in turn, wait for a lost
 * connection to come back, and end at their deadline. Methods that their contract declares idempotent
 * are sent again when a replica goes away in the middle.
 */
export function connect(options: RpcClientOptions): Connection & {
  /** The typed functions of a service at this address. */
  service<Service extends DescService>(descriptor: Service): RpcClient<Service>;
} {
  const { tls, deadlineMilliseconds = defaultDeadlineMilliseconds } = options;
  const channelCredentials = credentials.createSsl(tls.ca, tls.key, tls.cert);
  const open = (retrying: boolean) =>
    new Client(options.target, channelCredentials, channelOptions(options.peer, { retrying }));
  // Two for all services: what leaves in the same turn of the event loop shares its packets.
  const clients = { retrying: open(true), single: open(false) };
  const connection = new OpenConnection();
  return {
    service(descriptor) {
      const functions = carriedMethods(descriptor).map((method) => {
        const client = isIdempotent(method) ? clients.retrying : clients.single;
        return [
          method.localName,
          method.methodKind === 'unary'
            ? unary(client, method, { connection, deadlineMilliseconds })
            : streaming(client, method, connection),
        ];
      });
      return Object.fromEntries(functions);
    },
    close() {
      connection.close();
      clients.retrying.close();
      clients.single.close();
    },
  };
}

/** Calls that closing their connection cancels: cheaper than that each listens for it. */
class OpenConnection extends CallTable<Cancellable> {
  #closed = false;

  /** @throws RpcError when the connection has been closed */
  mustBeOpen(): void {
    if (this.#closed) throw new RpcError('CANCELLED', 'the connection has been closed');
  }

  close(): void {
    this.#closed = true;
    this.forEach((call) => call.cancel());
  }
}

function unary(
  client: Client,
  method: DescMethod,
  { connection, deadlineMilliseconds }: { connection: OpenConnection; deadlineMilliseconds: number },
) {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const channel = client.getChannel();
  const unaryMethod: UnaryMethod = { name: method.name, path, decode: responseDeserialize };
  return (request: object, options: CallOptions = {}): Promise<object> =>
    new Promise((resolve, reject) => {
      const { metadata, deadline, outer, signals } = prepare(options, connection, deadlineMilliseconds);
      const bytes = encodeRequest(method, requestSerialize, request);
      const call = new UnaryCall(unaryMethod, { resolve, reject, connection, outer, signals });
      call.start(channel, bytes, metadata, deadline);
    });
}

/** @throws RpcError when the request does not fit the contract */
function encodeRequest(method: DescMethod, encode: (request: object) => Buffer, request: object): Buffer {
  try {
    return encode(request);
  } catch (cause) {
    throw new RpcError('INTERNAL', `${method.name}: the request does not fit the contract`, { cause });
  }
}

function streaming(client: Client, method: DescMethod, connection: OpenConnection) {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  return async function* (request: object, options: CallOptions = {}): AsyncGenerator<object> {
    const { metadata, deadline, outer, signals } = prepare(options, connection);
    const call: ClientReadableStream<object> = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      deadline === Infinity ? {} : { deadline },
    );
    // A reader that has left is not there to hear how the call ended.
    call.on('error', () => {});
    const cancel = () => call.cancel();
    const place = connection.add(call);
    outer?.add(call);
    for (const signal of signals) signal.addEventListener('abort', cancel);
    try {
      yield* call;
    } catch (error) {
      throw fromServiceError(error as ServiceError, method.name);
    } finally {
      connection.delete(place);
      outer?.delete(call);
      for (const signal of signals) signal.removeEventListener('abort', cancel);
      call.cancel();
    }
  };
}

/** A call waits for a lost connection to come back instead of failing at once; its deadline bounds the wait. */
const callMetadataOptions = { waitForReady: true };

/**
 * Puts a call into the request being worked on: its context goes along, its deadline and cancellation hold.
 *
 * @throws RpcError when what would cancel the call has come to its end already
 */
function prepare(options: CallOptions, connection: OpenConnection, deadlineMilliseconds = Infinity) {
  connection.mustBeOpen();
  const parent = currentRequestContext();
  const outer = parent && endingOf(parent);
  const signals: AbortSignal[] = [];
  if (options.signal) signals.push(options.signal);
  if (!outer && parent?.signal) signals.push(parent.signal);
  if (outer?.reason || signals.some(({ aborted }) => aborted)) {
    throw new RpcError('CANCELLED', 'nobody waits for the answer any more');
  }
  const metadata = contextToMetadata(parent ?? createRequestContext());
  metadata.setOptions(callMetadataOptions);
  const own = Date.now() + (options.deadlineMilliseconds ?? deadlineMilliseconds);
  const deadline = Math.min(parent?.deadline?.getTime() ?? Infinity, own);
  return { metadata, deadline, outer, signals };
}
