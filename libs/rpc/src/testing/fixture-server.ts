// A server for specs that need a process of its own: to kill it, or to see that nothing kills it. It prints
// its port, and a line for every call.
import { createLogger } from '@latchkey/service-kit';
import { Registry } from 'prom-client';
import { RpcError, connect, rpcService, startRpcServer } from '../index';
import { getJwksService, sessionService } from './partial-services';
import { ProbeService } from './test-contract';

const { ca, cert, key, answers } = JSON.parse(process.env['FIXTURE'] ?? '{}');
const tls = { ca: Buffer.from(ca), cert: Buffer.from(cert), key: Buffer.from(key) };

const called = async <Answer>(method: string, answer: Answer): Promise<Answer> => {
  process.stdout.write(`${method}\n`);
  return answers ? answer : new Promise<never>(() => {});
};

const server = await startRpcServer({
  host: '127.0.0.1',
  port: 0,
  tls,
  logger: createLogger({ service: 'token-issuer', level: 'error', destination: { write: () => {} } }),
  metrics: new Registry(),
  services: [
    getJwksService(() => called('GetJwks', {})),
    sessionService({
      createSession: () => called('CreateSession', {}),
      getSession: () => called('GetSession', {}),
      deleteSession: () => called('DeleteSession', {}),
    }),
    rpcService(ProbeService, {
      async echo({ value }) {
        if (value === 'after many nested calls')
          await Promise.all(Array.from({ length: 50 }, () => myself.echo({})));
        else if (value !== '') fail(value);
        return {};
      },
      undeclared: async () => ({}),
      async *count({ value }) {
        if (value > 0) yield { value: new Uint8Array(value) };
        fail('as a stream');
      },
    }),
  ],
});
const target = `dns:///127.0.0.1:${server.port}`;
const myself = connect({ target, peer: 'token-issuer', tls }).service(ProbeService);
process.stdout.write(`port ${server.port}\n`);

function fail(how: string): never {
  if (how === 'with a string') throw 'hunter2';
  if (how === 'with nothing') throw undefined;
  if (how === 'with half a surrogate pair') throw new RpcError('NOT_FOUND', '\uD800');
  throw new Error(how);
}
