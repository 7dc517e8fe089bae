/**
 * Calls under way. A Set would do, but for its garbage: a Set that has grown old puts its entries into a new table
 * every few calls, and V8 keeps what a dead old table refers to, here the calls of that moment with all that belongs
 * to them, until the next collection of everything. That was half of all calls.
 */
export class CallTable<Call extends object> {
  readonly #calls: (Call | undefined)[] = [];
  readonly #free: number[] = [];

  /** Takes a call in, and says where it is; there are as many places as there were calls at once. */
  add(call: Call): number {
    const place = this.#free.pop() ?? this.#calls.length;
    this.#calls[place] = call;
    return place;
  }

  /** Forgets the call that is in a place. */
  delete(place: number): void {
    this.#calls[place] = undefined;
    this.#free.push(place);
  }

  /** Tells of every call that is there now; those may leave meanwhile. */
  forEach(tell: (call: Call) => void): void {
    for (const call of [...this.#calls]) if (call) tell(call);
  }
}
