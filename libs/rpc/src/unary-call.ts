import { status as Status, type ChannelInterface, type Metadata, type StatusObject } from '@grpc/grpc-js';
import { RpcError } from './rpc-error';
import { fromServiceError } from './status-mapping';

/** A method of one request and one answer, as a channel carries it. */
export interface UnaryMethod {
  /** Name in the contract, for errors. */
  name: string;
  path: string;
  decode(answer: Buffer): object;
}

/** Whoever cancels the calls that it knows of when it comes to its own end. */
export interface Canceller {
  add(call: { cancel(): void }): void;
  delete(call: { cancel(): void }): void;
}

/** What cancels a call before its answer comes; none of it has, yet. */
export interface UnaryCallBounds {
  /** The connection. */
  connection: Canceller;
  /** The call that is being worked on, which this one is made for. */
  outer: Canceller | undefined;
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
  readonly #bounds: UnaryCallBounds;
  readonly #resolve: (answer: object) => void;
  readonly #reject: (error: Error) => void;
  #call: GrpcCall | undefined;
  #answer: Buffer | undefined;

  constructor(
    method: UnaryMethod,
    bounds: UnaryCallBounds,
    resolve: (answer: object) => void,
    reject: (error: Error) => void,
  ) {
    this.#method = method;
    this.#bounds = bounds;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Sends the request; the answer, or why there is none, goes to whom the call was made for. */
  start(channel: ChannelInterface, request: Buffer, metadata: Metadata, deadline: number): void {
    const call = channel.createCall(this.#method.path, deadline, null, null, null);
    this.#call = call;
    call.start(metadata, this);
    call.startRead();
    call.sendMessageWithContext({}, request);
    call.halfClose();
    const { connection, outer, signals } = this.#bounds;
    connection.add(this);
    outer?.add(this);
    for (const signal of signals) signal.addEventListener('abort', this);
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
    const { connection, outer, signals } = this.#bounds;
    connection.delete(this);
    outer?.delete(this);
    for (const signal of signals) signal.removeEventListener('abort', this);
    const { name, decode } = this.#method;
    if (status.code !== Status.OK) {
      return this.#reject(fromServiceError(Object.assign(new Error(status.details), status), name));
    }
    if (!this.#answer) return this.#reject(new RpcError('INTERNAL', `${name}: an answer without a message`));
    try {
      this.#resolve(decode(this.#answer));
    } catch (cause) {
      this.#reject(new RpcError('INTERNAL', `${name}: the answer cannot be read`, { cause }));
    }
  }
}
