import { GrantService, KeyService, SigningKeyState, type RevokeGrantsRequest } from '@latchkey/contracts';
import { testCertificates } from '@latchkey/development';
import { RpcError, connect, rpcService, startRpcServer, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { CommanderError } from 'commander';
import { explain } from './explain';
import { createProgram } from './program';

// The commands over real gRPC. That a real issuer does what they ask for is shown by the tests of the whole.
const time = { seconds: 1_900_000_000n, nanos: 0 };
const key = {
  kid: 'key-1',
  algorithm: 'ES256',
  state: SigningKeyState.SIGNING,
  publishTime: time,
  signTime: time,
};

describe('latchkey', () => {
  const asked: { compromised?: boolean; revoked?: RevokeGrantsRequest['revoked'] }[] = [];
  let server: RpcServer;
  let certificates: Awaited<ReturnType<typeof testCertificates<'token-issuer' | 'cli' | 'demo-api'>>>;

  beforeAll(async () => {
    certificates = await testCertificates('token-issuer', 'cli', 'demo-api');
    const grant = (n: number) => ({
      grantId: `grant-${n}`,
      clientId: 'demo-tv',
      scopes: ['a', 'b'],
      createTime: time,
      device: true,
    });
    const logger = createLogger({ service: 'test', level: 'error', destination: { write: () => {} } });
    server = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      tls: certificates['token-issuer'],
      logger,
      metrics: createMetrics('test'),
      services: [
        rpcService(KeyService, {
          listSigningKeys: async () => ({ signingKeys: [key] }),
          async rotateSigningKey({ compromised }) {
            asked.push({ compromised });
            return { signingKey: { ...key, kid: 'key-2' } };
          },
          getJwks: notAsked,
          confirmJwks: notAsked,
          async *watchJwks() {},
        }),
        rpcService(GrantService, {
          listGrants: async ({ pageToken }) =>
            pageToken ? { grants: [grant(2)] } : { grants: [grant(1)], nextPageToken: 'more' },
          async revokeGrants({ revoked }) {
            asked.push({ revoked });
            return { revokedGrants: 3 };
          },
        }),
      ],
    });
  });
  afterAll(() => server.close(0));
  beforeEach(() => void (asked.length = 0));

  async function run(command: string, caller: 'cli' | 'demo-api' = 'cli'): Promise<string> {
    const printed: string[] = [];
    const program = createProgram({
      connect: async () =>
        connect({ target: `ipv4:127.0.0.1:${server.port}`, peer: 'token-issuer', tls: certificates[caller] }),
      print: (text) => printed.push(text),
    });
    for (const each of [program, ...program.commands.flatMap((group) => [group, ...group.commands])]) {
      each.exitOverride().configureOutput({ writeErr: (text) => printed.push(text), writeOut: () => {} });
    }
    await program.parseAsync(command.split(' '), { from: 'user' }).catch((error: unknown) => {
      if (!(error instanceof CommanderError)) throw error;
    });
    return printed.join('\n');
  }

  it('lists the signing keys and where they stand', async () => {
    const lines = (await run('keys list')).split('\n');
    expect(lines[0]).toMatch(/^KEY +ALGORITHM +STATE/);
    expect(lines[1]).toMatch(/^key-1 +ES256 +signing +2030-03-17T17:46:40Z +2030-03-17T17:46:40Z +-$/);
  });

  it('rotates in peace, or at once when the key has leaked', async () => {
    expect(await run('keys rotate')).toContain('key-2 is published');
    expect(await run('keys rotate --compromised')).toContain('key-2 signs now');
    expect(asked).toEqual([{ compromised: false }, { compromised: true }]);
  });

  it('lists all grants of a user, page by page', async () => {
    const lines = (await run('grants list ada')).split('\n');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(['grant-1', 'grant-2']);
    expect(lines[1]).toContain('device');
  });

  it.each([
    ['grant', 'grantId'],
    ['client', 'clientId'],
    ['subject', 'subject'],
  ])('revokes by %s', async (kind, field) => {
    expect(await run(`grants revoke ${kind} x`)).toContain('3');
    expect(asked).toMatchObject([{ revoked: { case: field, value: 'x' } }]);
  });

  it('revokes nothing when it is told something else, and says what it may be told', async () => {
    expect(await run('grants revoke everything x')).toContain('grant, client, subject');
    expect(asked).toEqual([]);
  });

  it('says which certificate is needed to somebody with another', async () => {
    const refusal = await run('keys list', 'demo-api').catch(explain);
    expect(refusal).toContain('PERMISSION_DENIED');
    expect(refusal).toContain('spiffe://latchkey/cli');
  });
});

async function notAsked(): Promise<never> {
  throw new RpcError('UNIMPLEMENTED', 'not for operators');
}
