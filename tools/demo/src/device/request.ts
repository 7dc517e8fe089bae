/** What a server answered, whatever its status: OAuth errors are answers too. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** No answer came, or none that means anything: the connection failed, or the server cannot answer now. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  /** @param retryAfterSeconds how long the server wants to be left alone; 0 when it did not say */
  constructor(
    message: string,
    readonly retryAfterSeconds = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A request as `fetch` takes it; without `timeoutMilliseconds` it waits for ten seconds. */
export interface DeviceRequest extends Pick<RequestInit, 'method' | 'headers' | 'body' | 'signal'> {
  timeoutMilliseconds?: number;
}

/**
 * Sends a request and reads the JSON answer.
 *
 * @throws NoAnswer when there is none, and what the caller's own signal was aborted with
 */
export async function send(
  url: string,
  { timeoutMilliseconds = 10_000, signal, ...request }: DeviceRequest = {},
): Promise<Answer> {
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(url, { ...request, signal: either, redirect: 'error' });
    status = response.status;
    if (status >= 500 || status === 429) {
      throw new NoAnswer(`the server answered ${status}`, secondsOf(response.headers.get('retry-after')));
    }
    body = await response.json();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof NoAnswer) throw cause;
    throw new NoAnswer('the server cannot be reached', 0, { cause });
  }
  if (typeof body !== 'object' || body === null) throw new NoAnswer('the answer is no JSON object');
  return { status, body: body as Record<string, unknown> };
}

/** Posts a form, as OAuth endpoints take it. */
export function postForm(url: string, form: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
  return send(url, { method: 'POST', body: new URLSearchParams(form), ...(signal && { signal }) });
}

/** The server's own words of a refusal. */
export function refusalOf({ status, body }: Answer): string {
  const { error, error_description: description } = body;
  return [error ?? `status ${status}`, description].filter(Boolean).join(': ');
}

function secondsOf(header: string | null): number {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : 0;
}
