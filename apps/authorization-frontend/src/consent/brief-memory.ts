const rememberedMilliseconds = 500;
const mostRemembered = 1_000;

/** What a brief memory needs. */
export interface BriefMemoryOptions<Request> {
  /** Tells requests apart. */
  keyOf(request: Request): string;
  clock: () => Date;
}

/**
 * Gives the answer of half a second ago to whoever asks the same again: for what every page reads and seldom changes,
 * and what decides nothing that another service does not decide again. Whoever asks while an answer is under way waits
 * for that one. Failures are not remembered.
 */
export function briefly<Request, Options, Answer>(
  read: (request: Request, options?: Options) => Promise<Answer>,
  { keyOf, clock }: BriefMemoryOptions<Request>,
): (request: Request, options?: Options) => Promise<Answer> {
  const remembered = new Map<string, { answer: Promise<Answer>; until: number }>();
  return (request, options) => {
    const key = keyOf(request);
    const known = remembered.get(key);
    if (known && clock().getTime() < known.until) return known.answer;
    // Until it is there, an answer is as new as can be.
    const entry = { answer: read(request, options), until: Infinity };
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, entry);
    entry.answer.then(
      () => (entry.until = clock().getTime() + rememberedMilliseconds),
      () => remembered.get(key) === entry && remembered.delete(key),
    );
    return entry.answer;
  };
}
