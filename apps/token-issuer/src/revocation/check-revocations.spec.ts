import type { AccessTokenClaims } from '@latchkey/jwt';
import { eventually, startTestRevocations, type TestRevocations } from '../testing/test-revocations';
import { createTestSchema } from '../testing/test-schema';
import { createRevocationCheck } from './check-revocations';
import { createRevocationRepository } from './revocation-repository';
import type { Revocation } from './revocation';

const now = new Date('2030-01-01T00:00:00Z');
const iat = now.getTime() / 1000;
const claims = (jti: string): AccessTokenClaims => ({
  iss: 'https://auth.example',
  sub: `subject of ${jti}`,
  aud: 'https://api.example/',
  iat,
  exp: iat + 600,
  jti,
  client_id: `client of ${jti}`,
  grant_id: `grant of ${jti}`,
});
const exchanged = (jti: string): AccessTokenClaims => ({
  ...claims(jti),
  origin_client_id: `origin of ${jti}`,
});
const tokens = [
  ...['by token', 'by grant', 'by client', 'by subject', 'not'].map(claims),
  ...['by origin', 'exchanged'].map(exchanged),
];
const revocations: Pick<Revocation, 'kind' | 'value'>[] = [
  { kind: 'token', value: 'by token' },
  { kind: 'grant', value: 'grant of by grant' },
  { kind: 'client', value: 'client of by client' },
  { kind: 'subject', value: 'subject of by subject' },
  { kind: 'client', value: 'origin of by origin' },
];

let schema: Awaited<ReturnType<typeof createTestSchema>>;
let replica: TestRevocations;
beforeAll(async () => {
  schema = await createTestSchema();
  replica = await startTestRevocations(schema, () => now);
});
afterAll(async () => {
  await replica?.stop();
  await schema?.drop();
});

describe('the check of tokens', () => {
  it('says the same from memory and, while that is not current, from the database', async () => {
    const repository = createRevocationRepository(schema.pool);
    const queries: unknown[] = [];
    const find: typeof repository.find = (sought) => (queries.push(sought), repository.find(sought));
    const check = createRevocationCheck(replica.revocations, { find });
    for (const each of revocations) {
      await repository.add({ ...each, revokedAt: now, expiresAt: new Date(now.getTime() + 600_000) }, now);
    }
    await replica.revocations.refresh();
    const expected = [true, true, true, true, false, true, false];
    expect(tokens.map(await check(tokens))).toEqual(expected);
    expect(queries).toHaveLength(0);

    const blocker = await schema.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE revocations IN ACCESS EXCLUSIVE MODE');
    await replica.breakConnections();
    await eventually(() => !replica.revocations.isCurrent());
    const fromDatabase = check(tokens);
    await blocker.query('COMMIT');
    blocker.release();
    expect(tokens.map(await fromDatabase)).toEqual(expected);
    expect(queries).toHaveLength(1);
  });
});
