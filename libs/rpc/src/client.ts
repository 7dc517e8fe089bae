import {
  create,
  type DescMessage,
  type DescMethod,
  type DescService,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  Client,
  credentials,
  type CallOptions as GrpcCallOptions,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { createRequestContext, currentRequestContext, type TlsMaterial } from '@latchkey/service-kit';
import { setMaxListeners } from 'node:events';
import { channelOptions } from './channel-options';
import { contextToMetadata } from './context-metadata';
import { carriedMethods, methodDefinition } from './method';
import { RpcError } from './rpc-error';
import { fromServiceError } from './status-mapping';

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
  const clients: Client[] = [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const underWay: CallsUnderWay = new Set();
  return {
    service(descriptor) {
      const client = new Client(options.target, channelCredentials, channelOptions(options.peer, descriptor));
      clients.push(client);
      const functions = carriedMethods(descriptor).map((method) => [
        method.localName,
        method.methodKind === 'unary'
          ? unary(client, method, { underWay, closing: closing.signal, deadlineMilliseconds })
          : streaming(client, method, closing.signal),
      ]);
      return Object.fromEntries(functions);
    },
    close() {
      closing.abort();
      for (const call of underWay) call.cancel();
      for (const client of clients) client.close();
    },
  };
}

/** Calls of one request and one answer that closing the connection cancels: cheaper than that each listens for it. */
type CallsUnderWay = Set<{ cancel(): void }>;

function unary(
  client: Client,
  method: DescMethod,
  {
    underWay,
    closing,
    deadlineMilliseconds,
  }: { underWay: CallsUnderWay; closing: AbortSignal; deadlineMilliseconds: number },
) {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  return (request: object, options: CallOptions = {}): Promise<object> =>
    new Promise((resolve, reject) => {
      const { metadata, deadline, signals } = prepare(options, closing, deadlineMilliseconds);
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        create(method.input, request as MessageInitShape<DescMessage>),
        metadata,
        { deadline },
        (error: ServiceError | null, answer?: object) => {
          underWay.delete(call);
          stopListening();
          if (error) reject(fromServiceError(error, method.name));
          else resolve(answer as object);
        },
      );
      underWay.add(call);
      const stopListening = cancelOnAbort(call, signals);
    });
}

function streaming(client: Client, method: DescMethod, closing: AbortSignal) {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  return async function* (request: object, options: CallOptions = {}): AsyncGenerator<object> {
    const { metadata, deadline, signals } = prepare(options, closing);
    signals.push(closing);
    const call: ClientReadableStream<object> = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      create(method.input, request as MessageInitShape<DescMessage>),
      metadata,
      deadline ? { deadline } : {},
    );
    // A reader that has left is not there to hear how the call ended.
    call.on('error', () => {});
    const stopListening = cancelOnAbort(call, signals);
    try {
      yield* call;
    } catch (error) {
      throw fromServiceError(error as ServiceError, method.name);
    } finally {
      stopListening();
      call.cancel();
    }
  };
}

/** Puts a call into the request being worked on: its context goes along, its deadline and cancellation hold. */
function prepare(options: CallOptions, closing: AbortSignal, deadlineMilliseconds?: number) {
  if (closing.aborted) throw new RpcError('CANCELLED', 'the connection has been closed');
  const parent = currentRequestContext();
  const metadata = contextToMetadata(parent ?? createRequestContext());
  // A call waits for a lost connection to come back instead of failing at once; its deadline bounds the wait.
  metadata.setOptions({ waitForReady: true });
  const own = options.deadlineMilliseconds ?? deadlineMilliseconds;
  const earliest = Math.min(
    parent?.deadline?.getTime() ?? Infinity,
    own === undefined ? Infinity : Date.now() + own,
  );
  const deadline: GrpcCallOptions['deadline'] = Number.isFinite(earliest) ? earliest : undefined;
  const signals = [options.signal, parent?.signal].filter((signal) => signal !== undefined);
  return { metadata, deadline, signals };
}

function cancelOnAbort(call: { cancel(): void }, signals: AbortSignal[]): () => void {
  const cancel = () => call.cancel();
  for (const signal of signals) {
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  }
  return () => signals.forEach((signal) => signal.removeEventListener('abort', cancel));
}
