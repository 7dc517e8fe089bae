import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { TokenService } from '@latchkey/contracts';
import { ensureCertificates, readCertificates } from '@latchkey/development';
import { connect, rpcService, startRpcServer, type Connection, type RpcServer } from '@latchkey/rpc';
import {
  createLogger,
  createMetrics,
  createRequestContext,
  runInRequestContext,
} from '@latchkey/service-kit';
import { createIntrospectionValidator } from './introspection-validator';
import { unimplemented } from './testing/unimplemented';
import type { TokenValidator } from './token-validator';

const logger = createLogger({ service: 'test', level: 'error' });
const audience = 'https://auth.example.com/resource/';
const issueTime = new Date('2030-01-01T00:00:00Z');
const expireTime = new Date('2030-01-01T00:05:00Z');

const activeKinds = new Set(['active', 'bound', 'refresh']);

/** A token that names its subject and its audience is active, `short` answers too little, others are not active. */
function introspect(token: string) {
  const [kind, subject, tokenAudience = audience] = token.split(' ');
  if (!kind || !activeKinds.has(kind)) return { active: false };
  return {
    active: true,
    subject,
    clientId: 'demo-web',
    scopes: ['flex:read'],
    audiences: [tokenAudience],
    tokenId: `id-${subject}`,
    issueTime: timestampFromDate(issueTime),
    expireTime: timestampFromDate(expireTime),
    confirmationThumbprint: kind === 'bound' ? 'thumbprint' : '',
    tokenKind: kind === 'refresh' ? 'refresh_token' : 'access_token',
  };
}

describe('createIntrospectionValidator', () => {
  let directory: string;
  let issuer: RpcServer;
  let connection: Connection;
  let validator: TokenValidator;
  const batches: number[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'introspection-'));
    await ensureCertificates({ directory, services: ['token-issuer', 'demo-api'] });
    issuer = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      tls: await readCertificates(directory, 'token-issuer'),
      logger,
      metrics: createMetrics('test'),
      services: [
        rpcService(TokenService, {
          async introspectTokens({ tokens }) {
            batches.push(tokens.length);
            return { introspections: tokens.includes('short') ? [] : tokens.map(introspect) };
          },
          exchangeTokens: unimplemented,
          introspectClientTokens: unimplemented,
          revokeToken: unimplemented,
        }),
      ],
    });
    const client = connect({
      target: `dns:///127.0.0.1:${issuer.port}`,
      peer: 'token-issuer',
      tls: await readCertificates(directory, 'demo-api'),
      deadlineMilliseconds: 1_000,
    });
    connection = client;
    validator = createIntrospectionValidator({ tokenService: client.service(TokenService), audience });
  });
  beforeEach(() => {
    batches.length = 0;
  });
  afterAll(async () => {
    connection.close();
    await issuer.close(0);
    await rm(directory, { recursive: true });
  });

  it('returns what an active token says', async () => {
    await expect(validator.validate('active ada')).resolves.toEqual({
      subject: 'ada',
      clientId: 'demo-web',
      scopes: ['flex:read'],
      audiences: [audience],
      kind: 'user',
      tokenId: 'id-ada',
      grantId: undefined,
      issueTime,
      expireTime,
      actors: [],
      confirmationThumbprint: undefined,
    });
  });

  it('asks for the tokens of one turn in one call, and each gets its own answer', async () => {
    const subjects = Array.from({ length: 40 }, (_, n) => `user-${n}`);
    const tokens = await Promise.all(subjects.map((subject) => validator.validate(`active ${subject}`)));
    expect(batches).toEqual([40]);
    expect(tokens.map(({ subject }) => subject)).toEqual(subjects);
  });

  it('never asks for more than 100 tokens in a call', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, n) => validator.validate(`active user-${n}`)));
    expect(batches).toEqual([100, 100, 50]);
  });

  it('asks anew each time: a token may have been revoked since', async () => {
    await validator.validate('active ada');
    await validator.validate('active ada');
    expect(batches).toEqual([1, 1]);
  });

  it('refuses a token that is not active, and none of its neighbours', async () => {
    const [good, bad, other] = await Promise.allSettled(
      ['active ada', 'revoked', 'active bob'].map((token) => validator.validate(token)),
    );
    expect(batches).toEqual([3]);
    expect(good).toMatchObject({ value: { subject: 'ada' } });
    expect(bad).toMatchObject({ reason: { code: 'invalid_token' } });
    expect(other).toMatchObject({ value: { subject: 'bob' } });
  });

  it('refuses an active token for another resource', async () => {
    await expect(validator.validate('active ada https://other.example.com/')).rejects.toMatchObject({
      code: 'invalid_token',
    });
  });

  it('refuses a token that is bound to a key, since it verifies no proofs', async () => {
    await expect(validator.validate('bound ada')).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('refuses a refresh token', async () => {
    await expect(validator.validate('refresh ada')).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('does not ask about a token that is empty or too long', async () => {
    await expect(validator.validate('')).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(validator.validate('a'.repeat(8193))).rejects.toMatchObject({ code: 'invalid_token' });
    expect(batches).toEqual([]);
  });

  it('does not let one cancelled request take its neighbours along', async () => {
    const cancelled = { ...createRequestContext(), signal: AbortSignal.abort() };
    const first = runInRequestContext(cancelled, () => validator.validate('active ada'));
    const second = validator.validate('active bob');
    await expect(second).resolves.toMatchObject({ subject: 'bob' });
    await expect(first).resolves.toMatchObject({ subject: 'ada' });
  });

  it('decides nothing on an answer that does not match the question', async () => {
    await expect(validator.validate('short')).rejects.toMatchObject({ name: 'RpcError', status: 'INTERNAL' });
  });

  it('decides nothing while the issuer is away', async () => {
    await issuer.close(0);
    await expect(validator.validate('active ada')).rejects.toMatchObject({ name: 'RpcError' });
  });
});
