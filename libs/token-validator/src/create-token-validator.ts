import { RpcError, connect } from '@latchkey/rpc';
import type { Logger, TlsMaterial } from '@latchkey/service-kit';
import { failClosed } from './fail-closed';
import { issuerUrl } from './fetch-text';
import { createHttpIntrospection } from './http-introspection';
import { createHttpJwksSource } from './http-jwks-source';
import { createIssuerFeed, type IssuerFeed } from './issuer-feed';
import { createPossessionCheck } from './possession';
import { createResourceValidator } from './resource-validator';
import { createServerMetadata, type ServerMetadata } from './server-metadata';
import { createTokenJudge, type TokenJudgeOptions } from './token-judge';
import type { CachingTokenValidator } from './token-validator';

/** A validator for the access tokens of one issuer. */
export interface AccessTokenValidator extends CachingTokenValidator {
  /** A validator for another resource, which shares keys, revocations and remembered tokens with this one. */
  forAudience(audience: string | readonly string[]): CachingTokenValidator;
  /** Ends what the validator opened. */
  close(): void;
}

/** What every validator is told. */
interface CommonOptions {
  /** Issuer identifier: the public address of Latchkey, exactly as it stands in tokens. */
  issuer: string;
  /** Identifier of this resource as it is registered, or several: tokens for others are refused. */
  audience: string | readonly string[];
  /** Seconds by which the issuer's clock may differ from this one; 0 by default, 60 at most. */
  clockToleranceSeconds?: number | undefined;
  /** How many valid tokens are remembered; 10,000 by default. */
  maximumCachedTokens?: number | undefined;
  /** Asks the issuer about every token instead of verifying it here; what it says is believed for 5 s. */
  introspectionOnly?: boolean | undefined;
  /**
   * Takes tokens that are bound to a key (RFC 9449) without a proof, because a proxy in front has checked it.
   * For services that only this proxy can reach; off by default.
   */
  bindingCheckedInFront?: boolean | undefined;
  /** Told when the issuer is away; nobody is by default. */
  logger?: Pick<Logger, 'info' | 'warn'> | undefined;
  /** Tells the time; the system's by default. */
  clock?: (() => Date) | undefined;
}

/** The issuer pushes keys and revocations over gRPC: a token seen before costs microseconds. */
interface GrpcOptions {
  /** Where the issuer listens, `dns:///host:port`, and what this service shows and trusts in mutual TLS. */
  grpc: { target: string; tls: TlsMaterial };
  feed?: undefined;
  jwksUri?: undefined;
  introspection?: undefined;
}

/** As over gRPC, with streams that the process has opened already. */
interface FeedOptions {
  feed: IssuerFeed;
  grpc?: undefined;
  jwksUri?: undefined;
  introspection?: undefined;
}

/** The issuer is reached over HTTPS, for services outside its mesh. */
interface HttpOptions {
  /** Where the JWK Set is; found in the metadata of the issuer when left out (RFC 8414). */
  jwksUri?: string | undefined;
  /**
   * Asks the issuer whether a token was revoked, at most once in 5 s for each (RFC 7662), as a client that
   * serves the resource. Without it a token is good until it ends. The endpoint is found as `jwksUri` is.
   */
  introspection?: { clientId: string; clientSecret: string; endpoint?: string | undefined } | undefined;
  grpc?: undefined;
  feed?: undefined;
}

/** How a validator is made. */
export type TokenValidatorOptions = CommonOptions & (GrpcOptions | FeedOptions | HttpOptions);

type Source = Pick<TokenJudgeOptions, 'jwks' | 'revocations' | 'introspect'> & { close(): void };

const quiet = { info: () => undefined, warn: () => undefined };
const deadlineMilliseconds = 1_000;

/**
 * Creates a validator for the access tokens that a resource server receives. It decides in this process as far
 * as it can; when it can neither decide nor ask, it refuses with `temporarily_unavailable`.
 *
 * @throws TypeError when an address is not https (http is for localhost alone), or there is nobody to ask
 * @throws RangeError when the tolerance for clocks is out of range
 */
export function createTokenValidator(options: TokenValidatorOptions): AccessTokenValidator {
  const { clock = () => new Date(), logger = quiet, introspectionOnly, bindingCheckedInFront } = options;
  const { close, ...source } = sourceOf(options, clock, logger);
  if (introspectionOnly && !source.introspect) {
    throw new TypeError('introspection alone needs the credentials of a client to ask with');
  }
  const judge = createTokenJudge({
    ...options,
    ...(introspectionOnly ? { introspect: source.introspect } : source),
    clock,
  });
  const possession = createPossessionCheck({ clock, checkedInFront: bindingCheckedInFront });
  const forAudience = (audience: string | readonly string[]) =>
    failClosed(createResourceValidator({ judge, possession, audience }), logger);
  return { ...forAudience(options.audience), forAudience, close };
}

function sourceOf(
  options: TokenValidatorOptions,
  clock: () => Date,
  logger: Pick<Logger, 'info' | 'warn'>,
): Source {
  // The owner of the streams closes them.
  if (options.feed) return { ...options.feed, close: () => undefined };
  if (!options.grpc) return httpSource(options, clock, logger);
  const connection = connect({ ...options.grpc, peer: 'token-issuer', deadlineMilliseconds });
  const feed = createIssuerFeed({ connection, clock, logger });
  const close = () => {
    feed.close();
    connection.close();
  };
  return { ...feed, close };
}

function httpSource(
  { issuer, jwksUri, introspection }: CommonOptions & HttpOptions,
  clock: () => Date,
  logger: Pick<Logger, 'warn'>,
): Source {
  const metadata = createServerMetadata({ issuer, clock });
  const givenJwksUri = jwksUri === undefined ? undefined : issuerUrl(jwksUri);
  const givenEndpoint = introspection?.endpoint === undefined ? undefined : issuerUrl(introspection.endpoint);
  return {
    jwks: createHttpJwksSource({
      locate: async () => givenJwksUri ?? (await metadata()).jwksUri,
      clock,
      logger,
    }),
    introspect:
      introspection &&
      createHttpIntrospection({
        ...introspection,
        issuer,
        locate: async () => givenEndpoint ?? endpointIn(await metadata()),
      }),
    close: () => undefined,
  };
}

function endpointIn({ introspectionEndpoint }: ServerMetadata): URL {
  if (introspectionEndpoint) return introspectionEndpoint;
  throw new RpcError('UNAVAILABLE', 'the metadata of the issuer names no introspection endpoint');
}
