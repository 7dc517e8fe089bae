import { status as Status, type ChannelInterface, type Metadata, type StatusObject } from '@grpc/grpc-js';
import type { CallEnding } from './call-ending';
import type { CallTable } from './call-table';
import { RpcError } from './rpc-error';
import { fromServiceError } from './status-mapping';

/** A method of one request and one answer, as a channel carries it. */
export interface UnaryMethod {
  /** Name in the contract, for errors. */
  name: string;
  path: string;
  decode(answer: Buffer): object;
}

/** A call that can be cancelled. */
export interface Cancellable {
  cancel(): void;
}

/** Who waits for the answer of a call, and what cancels it; none of it has, yet. */
export interface AwaitedAnswer {
  resolve(answer: object): void;
  reject(error: Error): void;
  /** All calls of the connection. */
  connection: CallTable<Cancellable>;
  /** The call that is being worked on, which this one is made for. */
  outer: CallEnding | undefined;
  /** Of the caller, or of a request that is no call. */
  signals: readonly AbortSignal[];
}

type GrpcCall = ReturnType<ChannelInterface['createCall']>;
type GrpcListener = Parameters<GrpcCall['start']>[1];

/**
 * One request and its answer. It is all that a call needs, in one object, and talks to the channel itself: the
 * client of grpc-js lays two calls for interceptors, an emitter and a captured stack around each, of which nothing
 * would be used here.
 */
export class UnaryCall implements GrpcListener, EventListenerObject {
  readonly #method: UnaryMethod;
  #awaited: AwaitedAnswer | undefined;
  #place = -1;
  #call: GrpcCall | undefined;
  #answer: Buffer | undefined;

  constructor(method: UnaryMethod, awaited: AwaitedAnswer) {
    this.#method = method;
    this.#awaited = awaited;
    this.#place = awaited.connection.add(this);
    awaited.outer?.add(this);
    for (const signal of awaited.signals) signal.addEventListener('abort', this);
  }

  /** Sends the request. */
  start(channel: ChannelInterface, request: Buffer, metadata: Metadata, deadline: number): void {
    const call = channel.createCall(this.#method.path, deadline, null, null, null);
    this.#call = call;
    call.start(metadata, this);
    call.startRead();
    call.sendMessageWithContext({}, request);
    call.halfClose();
  }

  cancel(): void {
    this.#call?.cancelWithStatus(Status.CANCELLED, 'Cancelled on client');
  }

  /** A signal aborts. */
  handleEvent(): void {
    this.cancel();
  }

  onReceiveMetadata(): void {}

  onReceiveMessage(answer: Buffer): void {
    this.#answer = answer;
  }

  onReceiveStatus(status: StatusObject): void {
    const awaited = this.#awaited;
    if (!awaited) return;
    const { connection, outer, signals } = awaited;
    connection.delete(this.#place);
    outer?.delete(this);
    for (const signal of signals) signal.removeEventListener('abort', this);
    this.#settle(awaited, status);
    // The tables of HTTP/2 streams keep dead calls for a while: those must not keep the whole request as well.
    this.#awaited = undefined;
    this.#answer = undefined;
    this.#call = undefined;
  }

  #settle({ resolve, reject }: AwaitedAnswer, status: StatusObject): void {
    const { name, decode } = this.#method;
    if (status.code !== Status.OK) {
      return reject(fromServiceError(Object.assign(new Error(status.details), status), name));
    }
    if (!this.#answer) return reject(new RpcError('INTERNAL', `${name}: an answer without a message`));
    try {
      resolve(decode(this.#answer));
    } catch (cause) {
      reject(new RpcError('INTERNAL', `${name}: the answer cannot be read`, { cause }));
    }
  }
}
