import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  KeyService,
  RevocationSchema,
  RevocationService,
  TokenIntrospectionSchema,
  TokenService,
  type Revocation,
} from '@latchkey/contracts';
import { testCertificates } from '@latchkey/development';
import { generateSigningKey, type AccessTokenClaims, type SigningKey } from '@latchkey/jwt';
import {
  RpcError,
  connect,
  createBroadcast,
  rpcService,
  startRpcServer,
  type Connection,
  type RpcServer,
} from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import { claimsOf, introspectionOf, signToken, start } from './test-tokens';
import { unimplemented } from './unimplemented';

const heartbeatMilliseconds = 40;
const logger = createLogger({
  service: 'token-issuer',
  level: 'error',
  destination: { write: () => undefined },
});

/** A token issuer on a real gRPC server with mutual TLS, that publishes and revokes what a test wants. */
export interface TestIssuer {
  /** What a resource server shows to it. */
  tls: TlsMaterial;
  target: string;
  /** A connection of a resource server. */
  connection: Connection & Pick<ReturnType<typeof connect>, 'service'>;
  /** The key that signs. */
  key: SigningKey;
  /** The time of issuer and resource server. */
  time: { now: number };
  clock: () => Date;
  /** Issues a JWT, and answers questions about it. */
  issue(changed?: Partial<AccessTokenClaims>, key?: SigningKey): string;
  /** Issues an opaque token. */
  issueOpaque(changed?: Partial<AccessTokenClaims>): string;
  /** Pushes other keys. */
  publish(...keys: SigningKey[]): void;
  /** Revokes, as of now, and pushes that. */
  revoke(revoked: Revocation['revoked'], lastsMilliseconds?: number): void;
  /** While true, streams say nothing, not even a heartbeat. */
  silent: boolean;
  /** While true, questions about tokens fail. */
  speechless: boolean;
  /** While true, a stream of revocations never gets to the end of its snapshot. */
  endless: boolean;
  /** Tokens that it was asked about, in batches. */
  asked: string[][];
  /** How often it was asked for its keys. */
  keyCalls: number;
  confirmations: { watcherId: string; revision: bigint }[];
  /** Where streams of revocations began. */
  positions: bigint[];
  /** Ends the server, or starts it again on the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the issuer. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const certificates = await testCertificates('token-issuer', 'resource-gateway');
  const key = await generateSigningKey();
  const time = { now: start };
  const known = new Map<string, AccessTokenClaims>();
  const log: Revocation[] = [];
  const changes = createBroadcast<'keys' | 'revocation'>();
  let published = [key];
  let revision = 1n;

  const jwks = () => ({
    jwksJson: JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) }),
    maxAgeSeconds: 60,
  });
  const isRevoked = ({ jti, grant_id, client_id, origin_client_id, sub, iat }: AccessTokenClaims) =>
    log.some(({ revoked, revokeTime }) => {
      if (revoked.case === 'tokenId') return revoked.value === jti;
      if (revoked.case === 'grantId') return revoked.value === grant_id;
      if (iat > Number(revokeTime?.seconds)) return false;
      if (revoked.case === 'subject') return revoked.value === sub;
      return revoked.value === client_id || revoked.value === origin_client_id;
    });

  const keyService = rpcService(KeyService, {
    async getJwks() {
      issuer.keyCalls += 1;
      return jwks();
    },
    async *watchJwks(_, { signal }) {
      const turns = changes.subscribe({ signal, heartbeatMilliseconds });
      let sent = 0n;
      if (!issuer.silent) yield { revision: (sent = revision), jwks: jwks() };
      for await (const _turn of turns) {
        if (issuer.silent) continue;
        yield sent === revision ? { revision } : { revision: (sent = revision), jwks: jwks() };
      }
    },
    async confirmJwks({ watcherId, revision: confirmed }) {
      issuer.confirmations.push({ watcherId, revision: confirmed });
      return {};
    },
    listSigningKeys: unimplemented,
    rotateSigningKey: unimplemented,
  });
  const revocationService = rpcService(RevocationService, {
    async *watchRevocations({ position }, { signal }) {
      issuer.positions.push(position);
      const turns = changes.subscribe({ signal, heartbeatMilliseconds });
      let sent = Number(position);
      const rest = () => log.slice(sent).map((revocation) => (sent++, revocation));
      // The position is one ahead of the log, since 0 asks for a snapshot.
      const message = (more: object = {}) => {
        const revocations = rest();
        return { position: BigInt(sent + 1), complete: !issuer.endless, revocations, ...more };
      };
      if (position > 0n) sent -= 1;
      if (!issuer.silent) yield message({ snapshot: position === 0n });
      for await (const _turn of turns) if (!issuer.silent) yield message();
    },
  });
  const tokenService = rpcService(TokenService, {
    async introspectTokens({ tokens }) {
      issuer.asked.push(tokens);
      if (issuer.speechless) throw new RpcError('UNAVAILABLE', 'not now');
      const introspections = tokens.map((token) => {
        const claims = known.get(token);
        const active = claims && !isRevoked(claims) && claims.exp * 1000 > time.now;
        return active ? introspectionOf(claims) : create(TokenIntrospectionSchema, { active: false });
      });
      return { introspections };
    },
    exchangeTokens: unimplemented,
    introspectClientTokens: unimplemented,
    revokeToken: unimplemented,
  });
  const serve = (port: number): Promise<RpcServer> =>
    startRpcServer({
      host: '127.0.0.1',
      port,
      tls: certificates['token-issuer'],
      logger,
      metrics: createMetrics('test'),
      services: [keyService, revocationService, tokenService],
    });

  let server = await serve(0);
  const { port } = server;
  const target = `dns:///127.0.0.1:${port}`;
  const tls = certificates['resource-gateway'];
  const connection = connect({ target, peer: 'token-issuer', tls, deadlineMilliseconds: 500 });
  let opaqueTokens = 0;

  const issuer: TestIssuer = {
    tls,
    target,
    connection,
    key,
    time,
    clock: () => new Date(time.now),
    silent: false,
    speechless: false,
    endless: false,
    asked: [],
    keyCalls: 0,
    confirmations: [],
    positions: [],
    issue(changed, by = issuer.key) {
      const token = signToken(by, changed);
      known.set(token, claimsOf(changed));
      return token;
    },
    issueOpaque(changed) {
      const token = `opaque_${String((opaqueTokens += 1)).padStart(40, '0')}`;
      known.set(token, claimsOf(changed));
      return token;
    },
    publish(...keys) {
      published = keys;
      revision += 1n;
      changes.publish('keys');
    },
    revoke(revoked, lastsMilliseconds = 300_000) {
      const times: MessageInitShape<typeof RevocationSchema> = {
        revokeTime: timestampFromMs(time.now),
        expireTime: timestampFromMs(time.now + lastsMilliseconds),
      };
      log.push(create(RevocationSchema, { revoked, ...times }));
      changes.publish('revocation');
    },
    stop: () => server.close(0),
    async restart() {
      server = await serve(port);
    },
    async close() {
      connection.close();
      await server.close(0);
    },
  };
  return issuer;
}
