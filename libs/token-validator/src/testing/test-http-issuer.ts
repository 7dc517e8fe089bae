import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateSigningKey, type AccessTokenClaims, type SigningKey } from '@latchkey/jwt';
import { claimsOf, signToken } from './test-tokens';

/** An issuer that is reached over HTTP on this machine. */
export interface TestHttpIssuer {
  /** Its address, which is also its identifier. */
  url: string;
  key: SigningKey;
  published: SigningKey[];
  /** Issues a JWT, and answers questions about it. */
  issue(changed?: Partial<AccessTokenClaims>, key?: SigningKey): string;
  /** Issues an opaque token. */
  issueOpaque(changed?: Partial<AccessTokenClaims>): string;
  revoke(token: string): void;
  /** What has been asked for, as `METHOD path`. */
  requests: string[];
  /** Authorization and body of the introspection requests. */
  introspections: { authorization: string | undefined; body: string }[];
  /** Answers a path in another way than usual. */
  answers: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
  cacheControl: string;
  close(): Promise<void>;
}

/** Starts the issuer. */
export async function startTestHttpIssuer(): Promise<TestHttpIssuer> {
  const key = await generateSigningKey();
  const active = new Map<string, AccessTokenClaims>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    issuer.requests.push(`${request.method} ${path}`);
    const other = issuer.answers.get(path);
    if (other) return other(request, response);
    if (path === '/.well-known/oauth-authorization-server') {
      const { url } = issuer;
      const metadata = {
        issuer: url,
        jwks_uri: `${url}/jwks/`,
        introspection_endpoint: `${url}/introspect/`,
      };
      return response.end(JSON.stringify(metadata));
    }
    if (path === '/jwks/') {
      response.setHeader('cache-control', issuer.cacheControl);
      return response.end(JSON.stringify({ keys: issuer.published.map(({ publicJwk }) => publicJwk) }));
    }
    if (path === '/introspect/') {
      let body = '';
      for await (const chunk of request) body += chunk;
      issuer.introspections.push({ authorization: request.headers.authorization, body });
      const claims = active.get(new URLSearchParams(body).get('token') ?? '');
      const answer = claims ? { active: true, token_type: 'Bearer', ...claims } : { active: false };
      return response.end(JSON.stringify(answer));
    }
    return response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const issuer: TestHttpIssuer = {
    url,
    key,
    published: [key],
    issue(changed, by = key) {
      const claims = { iss: url, ...changed };
      const token = signToken(by, claims);
      active.set(token, claimsOf(claims));
      return token;
    },
    issueOpaque(changed) {
      const token = `opaque_${String(active.size).padStart(40, '0')}`;
      active.set(token, claimsOf({ iss: url, ...changed }));
      return token;
    },
    revoke: (token) => void active.delete(token),
    requests: [],
    introspections: [],
    answers: new Map(),
    cacheControl: 'public, max-age=60',
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}
