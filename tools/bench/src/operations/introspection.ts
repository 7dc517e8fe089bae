import { TokenService } from '@latchkey/contracts';
import { readCertificates } from '@latchkey/development';
import { connect } from '@latchkey/rpc';
import { basic, encodeForm, expectJson } from '../load/http';
import { serviceToken } from './client-credentials';
import type { Prepare, Worker } from './operation';

const tokensInUse = 500;
const batchSize = 50;

/** A resource server asks about a token (RFC 7662). The peer keeps opaque tokens alone in a form it can look up. */
export const introspectionOverHttp: Prepare = async (worker) => {
  const { target, http } = worker;
  const forms = (await manyTokens(worker)).map((token) => encodeForm({ token }));
  const headers = basic('bench-reader', target.secret);
  let next = 0;
  return {
    async once() {
      const answer = await http.post('/introspect/', forms[next++ % forms.length] ?? '', headers);
      if (expectJson(answer, 200)['active'] !== true)
        throw new Error('a live token is said not to be active');
    },
  };
};

/** An internal service asks about a batch of tokens. */
export const introspectionOverGrpc: Prepare = async (worker) => {
  const { grpc } = worker.target;
  if (!grpc) throw new Error('this contestant speaks no gRPC');
  const tokens = await manyTokens(worker);
  const tls = await readCertificates(grpc.certificatesDirectory, 'demo-api');
  const connection = connect({ target: grpc.issuer, peer: 'token-issuer', tls });
  const service = connection.service(TokenService);
  let next = 0;
  return {
    size: batchSize,
    concurrency: 8,
    async once() {
      const batch = Array.from({ length: batchSize }, () => tokens[next++ % tokens.length] ?? '');
      const { introspections } = await service.introspectTokens({ tokens: batch });
      if (introspections.length !== batchSize || !introspections.every(({ active }) => active)) {
        throw new Error('a live token is said not to be active');
      }
    },
    close: connection.close,
  };
};

async function manyTokens({ target, http, concurrency }: Worker): Promise<string[]> {
  // The peer can introspect what it stores: opaque tokens, which it issues for a resource of their own.
  const resource = target.contestant === 'peer' ? `${target.resource}opaque` : target.resource;
  const tokens: string[] = [];
  while (tokens.length < tokensInUse) {
    const wave = Array.from({ length: concurrency }, () => serviceToken(target, http, resource));
    tokens.push(...(await Promise.all(wave)));
  }
  return tokens;
}
