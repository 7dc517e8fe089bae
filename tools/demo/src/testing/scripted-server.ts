import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../device/clock';

/** One answer: a JSON body with a status, or a connection that breaks. */
export type ScriptedAnswer =
  { status?: number; body: unknown; headers?: Record<string, string> } | 'connection breaks';

/** A request as it came in. */
export interface SeenRequest {
  /** Seconds on the clock of the test. */
  at: number;
  path: string;
  authorization: string | undefined;
  form: Record<string, string>;
}

/** A server that answers as a test wrote down, and the last answer again and again. */
export interface ScriptedServer {
  origin: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

/** A clock that stands still but for sleeping. */
export function createFakeClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    async sleep(seconds, signal) {
      signal?.throwIfAborted();
      now += seconds * 1000;
    },
  };
}

/** Starts a server whose paths have a script each. */
export async function startScriptedServer(
  scripts: Record<string, ScriptedAnswer[]>,
  clock: Pick<Clock, 'now'>,
): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    requests.push({
      at: clock.now() / 1000,
      path,
      authorization: request.headers.authorization,
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
    });
    const script = scripts[path] ?? [];
    const answer = (script.length > 1 ? script.shift() : script[0]) ?? { status: 404, body: {} };
    if (answer === 'connection breaks') return void request.socket.destroy();
    const { status = 200, body, headers = {} } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A refusal as OAuth has it. */
export const refused = (error: string, error_description?: string): ScriptedAnswer => ({
  status: 400,
  body: { error, error_description },
});
