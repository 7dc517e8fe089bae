import { setMaxListeners } from 'node:events';
import type { RpcError } from './rpc-error';

/** Tells once that a call has ended before its handler was done, and why. */
export class CallEnding {
  /** Told at once of the end, if it comes. */
  onEnd: ((reason: RpcError) => void) | undefined;
  #reason: RpcError | undefined;
  #controller: AbortController | undefined;
  #nested: Set<{ cancel(): void }> | undefined;

  /** Why the call has ended, if it has. */
  get reason(): RpcError | undefined {
    return this.#reason;
  }

  /** Aborts with the reason. Made when somebody asks: most handlers never do, and it is the dearest part of a call. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    // Every nested stream listens, and a handler may make many at once.
    setMaxListeners(0, signal);
    if (this.#reason) this.#controller.abort(this.#reason);
    return signal;
  }

  /** From now on the end cancels a call that is made for this one; a signal would do the same for more. */
  add(nested: { cancel(): void }): void {
    if (this.#reason) return nested.cancel();
    this.#nested ??= new Set();
    this.#nested.add(nested);
  }

  /** The nested call is over. */
  delete(nested: { cancel(): void }): void {
    this.#nested?.delete(nested);
  }

  /** Ends the call, unless it has ended. */
  end(reason: RpcError): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#nested?.forEach((call) => call.cancel());
    this.onEnd?.(reason);
  }
}
