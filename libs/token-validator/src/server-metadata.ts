import { RpcError } from '@latchkey/rpc';
import { z } from 'zod';
import { fetchText, issuerUrl } from './fetch-text';

/** What a resource server has to know of an authorization server (RFC 8414 §2). */
export interface ServerMetadata {
  jwksUri: URL;
  introspectionEndpoint: URL | undefined;
}

const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  introspection_endpoint: z.url().optional(),
});

const lifetimeMilliseconds = 3600_000;
const attemptIntervalMilliseconds = 1_000;

/**
 * Creates a function that returns the metadata of an issuer, fetched from its well-known address when it is
 * first needed and once an hour (RFC 8414 §3). It tries at most once a second while that fails.
 *
 * The function throws RpcError `UNAVAILABLE` when there is none, or it is that of another issuer.
 */
export function createServerMetadata({
  issuer,
  clock,
}: {
  issuer: string;
  clock: () => Date;
}): () => Promise<ServerMetadata> {
  const url = wellKnownUrl(issuer);
  let attempt: Promise<ServerMetadata> | undefined;
  let keptUntil = -Infinity;

  return () => {
    const now = clock().getTime();
    if (attempt && now < keptUntil) return attempt;
    keptUntil = now + lifetimeMilliseconds;
    attempt = fetchMetadata(url, issuer).catch((error: unknown) => {
      keptUntil = now + attemptIntervalMilliseconds;
      throw error;
    });
    return attempt;
  };
}

/** RFC 8414 §3.1: the well-known part comes between the host and the path of the issuer. */
function wellKnownUrl(issuer: string): URL {
  const url = issuerUrl(issuer);
  const path = url.pathname.replace(/\/$/, '');
  return new URL(`/.well-known/oauth-authorization-server${path}`, url);
}

async function fetchMetadata(url: URL, issuer: string): Promise<ServerMetadata> {
  const { text } = await fetchText(url, { headers: { accept: 'application/json' } });
  try {
    const metadata = metadataSchema.parse(JSON.parse(text));
    // RFC 8414 §3.3: or anybody could speak for the issuer.
    if (metadata.issuer !== issuer) throw new Error('it is the metadata of another issuer');
    return {
      jwksUri: issuerUrl(metadata.jwks_uri),
      introspectionEndpoint:
        metadata.introspection_endpoint === undefined
          ? undefined
          : issuerUrl(metadata.introspection_endpoint),
    };
  } catch (cause) {
    throw new RpcError('UNAVAILABLE', 'the metadata of the issuer cannot be used', { cause });
  }
}
