import { status as Status, type StatusObject } from '@grpc/grpc-js';
import { runInRequestContext, type Logger, type RequestContext } from '@latchkey/service-kit';
import { CallEnding } from './call-ending';
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
  /** Ends the calls in it when the server stops. */
  underWay: { add(ending: CallEnding): void; delete(ending: CallEnding): void };
  /** Takes down how long a call took. */
  measure(status: Status, milliseconds: number): void;
}

/** Longest time that any call may take, whatever its caller asked for; streams have none. */
const longestCallMilliseconds = 30_000;

/** A call under way, in one object: from its arrival until its answer, or why there is none, has been handed over. */
export class RunningCall {
  readonly ending = new CallEnding();
  readonly #method: ServedMethod;
  readonly #work: CallWork;
  readonly #started = performance.now();
  #context: RequestContext | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(method: ServedMethod, work: CallWork) {
    this.#method = method;
    this.#work = work;
  }

  /** Begins the work, in its context. */
  begin(context: RequestContext): void {
    const { streams, underWay } = this.#method;
    this.#context = context;
    // A handler that does not heed its signal keeps neither its caller nor the server waiting.
    this.ending.onEnd = (reason) => this.#fail(reason);
    underWay.add(this.ending);
    if (this.#isOver) return;
    const latest = Date.now() + longestCallMilliseconds;
    if (!streams && (context.deadline?.getTime() ?? Infinity) >= latest) this.#endInTime();
    try {
      const answer = runInRequestContext(context, () => this.#work.handle(this.ending));
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
    if (!this.#isOver) this.ending.end(new RpcError('CANCELLED', 'the caller stopped waiting'));
  }

  #endInTime(): void {
    const late = () =>
      this.ending.end(new RpcError('DEADLINE_EXCEEDED', 'the call took longer than any call may'));
    this.#timer = setTimeout(late, longestCallMilliseconds).unref();
  }

  #succeed(answer: unknown): void {
    if (this.#isOver) return;
    try {
      this.#work.answer(answer);
    } catch (error) {
      return this.#fail(error);
    }
    this.#finish(Status.OK);
  }

  #fail(thrown: unknown): void {
    if (this.#isOver) return;
    // What a handler makes of its aborted signal is of no interest: why it was aborted is.
    const error: unknown = this.ending.reason ?? answerTo(thrown, this.#method.isOutage);
    const status = toStatus(error);
    this.#finish(status.code ?? Status.UNKNOWN);
    if (this.#context) runInRequestContext(this.#context, () => this.#log(error));
    this.#work.refuse(status);
  }

  #log(error: unknown): void {
    const { name, streams, logger } = this.#method;
    const { reason } = this.ending;
    if (reason && isDeparture(reason, streams))
      logger.debug({ method: name, reason: reason.message }, 'ended early');
    else logFailure(logger, name, error);
  }

  #finish(status: Status): void {
    this.#isOver = true;
    const { streams, underWay, measure } = this.#method;
    underWay.delete(this.ending);
    clearTimeout(this.#timer);
    // A stream ends when its reader leaves: its length says nothing about the server.
    if (!streams) measure(status, performance.now() - this.#started);
  }
}

/** The caller left, or a stream ends because the server drains: nobody's failure. */
function isDeparture(error: RpcError, streams: boolean): boolean {
  return isStatus(error, 'CANCELLED') || (streams && isStatus(error, 'UNAVAILABLE'));
}
