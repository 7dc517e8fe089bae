import { KeyService, RevocationService, TokenService } from '@latchkey/contracts';
import type { connect } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createRpcIntrospection, type Introspect } from './introspect';
import { createPushedJwksSource, type PushedJwksSource } from './pushed-jwks-source';
import { createRevocationList, type RevocationList } from './revocation-list';

/** What the token issuer pushes to a process, for all validators in it. */
export interface IssuerFeed {
  readonly jwks: PushedJwksSource;
  readonly revocations: RevocationList;
  /** Asks the issuer about a token, while the others are not current. */
  readonly introspect: Introspect;
  /** Whether tokens can be judged without asking the issuer. */
  isCurrent(): boolean;
  /** Ends the streams; the connection is its owner's to close. */
  close(): void;
}

/** How the issuer is listened to. */
export interface IssuerFeedOptions {
  /** A connection to the token issuer, as `connect` of libs/rpc opens it. */
  connection: Pick<ReturnType<typeof connect>, 'service'>;
  clock: () => Date;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Longest silence about revocations until the issuer is asked about each token; 1,000 by default. */
  silenceMilliseconds?: number | undefined;
}

/** Opens the streams of keys and revocations. */
export function createIssuerFeed({
  connection,
  clock,
  logger,
  silenceMilliseconds,
}: IssuerFeedOptions): IssuerFeed {
  const jwks = createPushedJwksSource({ keyService: connection.service(KeyService), clock, logger });
  const revocations = createRevocationList({
    revocationService: connection.service(RevocationService),
    clock,
    logger,
    silenceMilliseconds,
  });
  return {
    jwks,
    revocations,
    introspect: createRpcIntrospection(connection.service(TokenService)),
    isCurrent: () => jwks.isCurrent() && revocations.isCurrent(),
    close() {
      jwks.close();
      revocations.close();
    },
  };
}
