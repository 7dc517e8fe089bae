/** Creates a function that says yes so many times in a second, and no until the next one begins. */
export function createAllowance(perSecond: number, clock: () => Date): () => boolean {
  let second = Number.NaN;
  let used = 0;
  return () => {
    const now = Math.floor(clock().getTime() / 1000);
    if (now !== second) used = 0;
    second = now;
    used += 1;
    return used <= perSecond;
  };
}
