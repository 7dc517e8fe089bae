import { lookup, type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** Fetches the JWK Set text that somebody publishes. Rejects with an error for the log. */
export type FetchKeySet = (uri: string) => Promise<string>;

const timeoutMilliseconds = 2_000;
const mostBytes = 64 * 1024;

/**
 * Creates the fetching of published keys. The address comes from a registration, so it must not lead into the
 * networks around this server: https alone, public addresses alone, no redirects, bounded time and size.
 *
 * @param allowPrivateNetworks for networks where the clients live next to the server: http and any address too
 */
export function createKeySetFetching({
  allowPrivateNetworks,
}: {
  allowPrivateNetworks: boolean;
}): FetchKeySet {
  return async (uri) => {
    const url = allowedUrl(uri, allowPrivateNetworks);
    const request = (url.protocol === 'https:' ? getHttps : getHttp)(url, {
      // A connection of its own: none that was opened before the address was judged.
      agent: false,
      ...(!allowPrivateNetworks && { lookup: lookupPublicAddress }),
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    // Once the answer has begun, what fails is heard by who reads it.
    request.on('error', () => {});
    try {
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      if (response.statusCode !== 200) throw new Error(`the answer has status ${response.statusCode}`);
      return await readText(response);
    } finally {
      request.destroy();
    }
  };
}

function allowedUrl(uri: string, allowPrivateNetworks: boolean): URL {
  const url = new URL(uri);
  const protocols = allowPrivateNetworks ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(url.protocol)) throw new Error('keys are not fetched over this protocol');
  if (url.username || url.password) throw new Error('the address holds a user name or a password');
  // An address that is written out is connected to without a look-up.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivateNetworks && isIP(host) && !isPublicAddress(host)) throw notPublic();
  return url;
}

/** Looks a name up and leaves only public addresses: the very ones that are then connected to. */
const lookupPublicAddress: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, []);
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (!first) return callback(notPublic(), []);
    if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function notPublic(): Error {
  return new Error('the address is not on the public internet');
}
