import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { TokenIntrospectionSchema, TokenService, type TokenIntrospection } from '@latchkey/contracts';
import { RpcError, rpcService, startRpcServer, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';

/** A token issuer that knows the tokens which a test gives it. */
export interface TestTokenIssuer extends RpcServer {
  /** Makes a token known, and returns it. */
  issue(claims: MessageInitShape<typeof TokenIntrospectionSchema>): string;
  /** From now on every introspection fails, as if the database were away. */
  breakDown(): void;
  /** How many introspection calls there were. */
  calls: number;
}

/** Starts a token issuer that answers over mutual TLS. */
export async function startTokenIssuer(tls: TlsMaterial, port = 0): Promise<TestTokenIssuer> {
  const tokens = new Map<string, TokenIntrospection>();
  let broken = false;
  let calls = 0;
  const unimplemented = async (): Promise<never> => {
    throw new RpcError('UNIMPLEMENTED', 'this issuer introspects tokens and does nothing else');
  };
  const service = rpcService(TokenService, {
    exchangeTokens: unimplemented,
    introspectClientTokens: unimplemented,
    revokeToken: unimplemented,
    async introspectTokens(request) {
      calls += 1;
      if (broken) throw new Error('database is away');
      return { introspections: request.tokens.map((token) => tokens.get(token) ?? { active: false }) };
    },
  });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port,
    tls,
    services: [service],
    logger: createLogger({ service: 'token-issuer', level: 'error', destination: { write() {} } }),
    metrics: createMetrics('token-issuer'),
  });
  return {
    ...server,
    get calls() {
      return calls;
    },
    breakDown: () => {
      broken = true;
    },
    issue(claims) {
      const token = `header.token-${tokens.size}.signature`;
      const valid = {
        active: true,
        subject: 'ada',
        clientId: 'demo-web',
        scopes: ['flex:read'],
        audiences: ['http://localhost:9000/resource/'],
        tokenId: `id-${tokens.size}`,
        issueTime: timestampFromDate(new Date('2030-01-01T11:00:00Z')),
        expireTime: timestampFromDate(new Date('2040-01-01T12:00:00Z')),
      };
      tokens.set(token, create(TokenIntrospectionSchema, { ...valid, ...claims }));
      return token;
    },
  };
}
