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
 * and what decides nothing that another service does not decide again. Failures are not remembered.
 */
export function briefly<Request, Options, Answer>(
  read: (request: Request, options?: Options) => Promise<Answer>,
  { keyOf, clock }: BriefMemoryOptions<Request>,
): (request: Request, options?: Options) => Promise<Answer> {
  const remembered = new Map<string, { answer: Answer; until: number }>();
  return async (request, options) => {
    const key = keyOf(request);
    const known = remembered.get(key);
    if (known && clock().getTime() < known.until) return known.answer;
    const answer = await read(request, options);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, { answer, until: clock().getTime() + rememberedMilliseconds });
    return answer;
  };
}
