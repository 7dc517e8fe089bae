import { Pool } from 'undici';

/** An answer, read to its end. */
export interface Answer {
  status: number;
  location: string | undefined;
  cookies: string[];
  text: string;
}

/** A client with as many connections as there are slots. */
export interface Http {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Posts a form, which may have been encoded before with {@link encodeForm}. */
  post(
    path: string,
    form: Record<string, string> | string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens the client. */
export function openHttp(origin: string, connections: number): Http {
  const pool = new Pool(origin, { connections, pipelining: 1 });

  async function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const response = await pool.request({ method, path, headers, ...(body !== undefined && { body }) });
    const cookies = response.headers['set-cookie'] ?? [];
    const location = response.headers['location'];
    return {
      status: response.statusCode,
      location: Array.isArray(location) ? location[0] : location,
      cookies: Array.isArray(cookies) ? cookies : [cookies],
      text: await response.body.text(),
    };
  }

  return {
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, form, headers = {}) =>
      send(
        'POST',
        path,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        typeof form === 'string' ? form : encodeForm(form),
      ),
    close: () => pool.close(),
  };
}

/** Encodes a form. One that is sent again and again is encoded once: the load shares the cores with what it loads. */
export function encodeForm(form: Record<string, string>): string {
  return new URLSearchParams(form).toString();
}

/** The JSON of an answer that must have this status. */
export function expectJson(answer: Answer, status: number): Record<string, unknown> {
  expectStatus(answer, status);
  return JSON.parse(answer.text) as Record<string, unknown>;
}

/** Fails for an answer with another status. */
export function expectStatus(answer: Answer, status: number): void {
  if (answer.status === status) return;
  throw new Error(`status ${answer.status} instead of ${status}: ${answer.text.slice(0, 300)}`);
}

/** A member of an answer that must be a text. */
export function text(json: Record<string, unknown>, name: string): string {
  const value = json[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`the answer has no ${name}: ${JSON.stringify(json).slice(0, 300)}`);
}

/** The Authorization header of a confidential client. */
export function basic(clientId: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}
