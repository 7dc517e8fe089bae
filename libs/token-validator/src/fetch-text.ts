import { RpcError } from '@latchkey/rpc';

/** A request to the issuer over HTTP. */
export interface TextRequest {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: URLSearchParams;
}

/** What came back. */
export interface TextAnswer {
  text: string;
  headers: Headers;
}

const timeoutMilliseconds = 3_000;
const maximumBytes = 256 * 1024;
const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks an address of the issuer: https, or http on this machine alone, since whoever can change the keys on
 * their way can sign any token.
 *
 * @throws TypeError when it is anything else
 */
export function issuerUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:') return url;
  if (url?.protocol === 'http:' && loopbackHosts.has(url.hostname)) return url;
  throw new TypeError(`"${address}" must be an https address (http is for localhost alone)`);
}

/**
 * Asks the issuer over HTTP. The answer may take 3 s and 256 KiB; redirects are not followed.
 *
 * @throws RpcError `UNAVAILABLE` when there is no such answer, or its status is not 200
 */
export async function fetchText(url: URL, request: TextRequest = {}): Promise<TextAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(url, { ...request, redirect: 'error', signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`the status is ${response.status}`);
    }
    return { text: await readText(response), headers: response.headers };
  } catch (cause) {
    throw new RpcError('UNAVAILABLE', `no answer from ${url.origin}${url.pathname}`, { cause });
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let bytes = 0, part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maximumBytes) {
      await reader?.cancel();
      throw new Error(`the answer has more than ${maximumBytes} bytes`);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
