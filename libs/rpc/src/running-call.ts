import { status as Status, type StatusObject } from '@grpc/grpc-js';
import { runInRequestContext, type Logger, type RequestContext } from '@latchkey/service-kit';
import { CallEnding } from './call-ending';
import type { CallTable } from './call-table';
import { logFailure } from './failure-log';
import { RpcError, isStatus } from './rpc-error';
import { answerTo, toStatus } from './status-mapping';

/** What is done in a call: its handler, and how its answer is sent. */
export interface CallWork {
  /** Works on the answer, and may ask how the call ends. */
  handle(ending: CallEnding): unknown;
  /** Sends the answer. When it throws, there is none. */
  answer(answer: unknown): void;
  /** Sends why there is no answer. */
  refuse(status: Partial<StatusObject>): void;
}

/** What the calls of a method have in common. */
export interface ServedMethod {
  /** Full name in the contract. */
  name: string;
  streams: boolean;
  logger: Logger;
  isOutage: ((error: unknown) => boolean) | undefined;
  /** The calls that end when `stopping` aborts. */
  underWay: CallTable<RunningCall>;
  stopping: AbortSignal;
  /** Takes down how long a call took. */
  measure(status: Status, milliseconds: number): void;
}

/** Longest time that any call may take, whatever its caller asked for; streams have none. */
const longestCallMilliseconds = 30_000;

/** A call under way, in one object: from its arrival until its answer, or why there is none, has been handed over. */
export class RunningCall {
  readonly ending = new CallEnding();
  readonly #method: ServedMethod;
  readonly #started = performance.now();
  readonly #place: number;
  #work: CallWork | undefined;
  #context: RequestContext | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(method: ServedMethod, work: CallWork) {
    this.#method = method;
    this.#work = work;
    this.#place = method.underWay.add(this);
  }

  /** Begins the work, in its context. */
  begin(context: RequestContext): void {
    const { streams, stopping } = this.#method;
    this.#context = context;
    // A handler that does not heed its signal keeps neither its caller nor the server waiting.
    this.ending.onEnd = (reason) => this.#fail(reason);
    if (stopping.aborted) return this.stop();
    const latest = Date.now() + longestCallMilliseconds;
    if (!streams && (context.deadline?.getTime() ?? Infinity) >= latest) this.#endInTime();
    try {
      const answer = runInRequestContext(context, () => this.#work?.handle(this.ending));
      // The answer is sent outside of the context: what HTTP/2 holds on to must not hold the call as well.
      Promise.resolve(answer).then(
        (message) => this.#succeed(message),
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The caller has left. */
  leave(): void {
    // grpc-js reports every call as cancelled once it has ended.
    if (this.#work) this.ending.end(new RpcError('CANCELLED', 'the caller stopped waiting'));
  }

  /** The server stops. */
  stop(): void {
    this.ending.end(new RpcError('UNAVAILABLE', 'the server is stopping'));
  }

  #endInTime(): void {
    const late = () =>
      this.ending.end(new RpcError('DEADLINE_EXCEEDED', 'the call took longer than any call may'));
    this.#timer = setTimeout(late, longestCallMilliseconds).unref();
  }

  #succeed(answer: unknown): void {
    if (!this.#work) return;
    try {
      this.#work.answer(answer);
    } catch (error) {
      return this.#fail(error);
    }
    this.#finish(Status.OK);
  }

  #fail(thrown: unknown): void {
    const work = this.#work;
    if (!work) return;
    // What a handler makes of its aborted signal is of no interest: why it was aborted is.
    const error: unknown = this.ending.reason ?? answerTo(thrown, this.#method.isOutage);
    const status = toStatus(error);
    if (this.#context) runInRequestContext(this.#context, () => this.#log(error));
    this.#finish(status.code ?? Status.UNKNOWN);
    work.refuse(status);
  }

  #log(error: unknown): void {
    const { name, streams, logger } = this.#method;
    const { reason } = this.ending;
    if (reason && isDeparture(reason, streams))
      logger.debug({ method: name, reason: reason.message }, 'ended early');
    else logFailure(logger, name, error);
  }

  #finish(status: Status): void {
    const { streams, underWay, measure } = this.#method;
    underWay.delete(this.#place);
    clearTimeout(this.#timer);
    // A stream ends when its reader leaves: its length says nothing about the server.
    if (!streams) measure(status, performance.now() - this.#started);
    // The tables of HTTP/2 streams keep dead calls for a while: those must not keep all their work as well.
    this.#work = undefined;
    this.#context = undefined;
    this.ending.onEnd = undefined;
  }
}

/** The caller left, or a stream ends because the server drains: nobody's failure. */
function isDeparture(error: RpcError, streams: boolean): boolean {
  return isStatus(error, 'CANCELLED') || (streams && isStatus(error, 'UNAVAILABLE'));
}
