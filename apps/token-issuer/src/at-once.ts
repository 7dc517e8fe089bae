/**
 * What is there already, or will be. On the busiest paths nearly everything is in memory: to wait for it all
 * the same would cost each item of a batch several promises.
 */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on with a value: at once when it is there, and then throws what `next` throws. */
export function withValue<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of some values, in their order: at once when all of them are there. */
export function allValues<Value>(values: MaybePromise<Value>[]): MaybePromise<Value[]> {
  return areThere(values) ? values : Promise.all(values);
}

function areThere<Value>(values: MaybePromise<Value>[]): values is Value[] {
  for (const value of values) if (value instanceof Promise) return false;
  return true;
}
