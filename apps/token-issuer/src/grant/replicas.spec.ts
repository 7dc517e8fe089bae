import { OAuthError } from '@latchkey/oauth';
import { granted } from '../testing/confidential-clients';
import { startDatabaseProxy } from '../testing/database-proxy';
import { useReplicaProcesses } from '../testing/replica-process';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { openAnswer } from './sealed-answer';
import { parseOpaqueToken } from './opaque-token';
import { eventually } from '../testing/test-revocations';

let test: TestIssuer;
let other: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
  other = await startTestIssuer({}, test);
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});
const startProcess = useReplicaProcesses();

const refresh = (at: Pick<TestIssuer, 'tokens'>, refresh_token: string) =>
  exchange(at, 'web', 'refresh_token', { refresh_token });
const redeem = (at: TestIssuer, redemption: Record<string, string>) =>
  exchange(at, 'web', 'authorization_code', redemption);
const firstToken = async () => {
  const { redemption } = await authorize(test);
  return granted(await redeem(test, redemption)).refreshToken;
};

describe('two replicas', () => {
  it('give the same answer, byte for byte, to the token before the current one', async () => {
    const old = await firstToken();
    const answer = granted(await refresh(test, old));
    test.pass(9);
    expect(await refresh(other, old)).toEqual(answer);
    expect(granted(await refresh(other, answer.refreshToken)).refreshToken).not.toBe(answer.refreshToken);
  });

  it('give one answer to a hundred requests that reach them at once', async () => {
    const old = await firstToken();
    const everywhere = Array.from({ length: 100 }, (_, index) => refresh(index % 2 ? test : other, old));
    const answers = (await Promise.all(everywhere)).map((answer) => JSON.stringify(granted(answer)));
    expect(new Set(answers).size).toBe(1);
  });

  it('refuse a token that the other has seen reused', async () => {
    const old = await firstToken();
    const current = granted(await refresh(test, old)).refreshToken;
    test.pass(10);
    expect(await refresh(other, old)).toMatchObject({ code: 'invalid_grant' });
    expect(await refresh(test, current)).toMatchObject({ code: 'invalid_grant' });
  });

  it('redeem a code once between them; the second use takes back what the first gave', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { redemption } = await authorize(test);
      const answers = await Promise.all([redeem(test, redemption), redeem(other, redemption)]);
      const won = answers.filter((answer) => !(answer instanceof OAuthError));
      expect(won).toHaveLength(1);
      expect(answers).toContainEqual(expect.objectContaining({ code: 'invalid_grant' }));
      const { accessToken, refreshToken } = granted(won[0]!);
      expect(await refresh(other, refreshToken)).toMatchObject({ code: 'invalid_grant' });
      // Whichever replica saw the second use, the other hears of it within moments.
      await eventually(async () => {
        const { introspections } = await other.tokens.introspectTokens({ tokens: [accessToken] });
        return introspections[0]?.active === false;
      });
    }
  });
});

describe('a replica that is killed between the commit and the answer', () => {
  it('costs nothing: the other one gives the very answer that was committed', async () => {
    const proxy = await startDatabaseProxy(test.schema.connectionString);
    try {
      const doomed = await startProcess(proxy.connectionString, test.now());
      const old = await firstToken();
      const committed = proxy.holdBack('previous_token_hash = refresh_token_hash');
      const lost = refresh(doomed, old);
      const failure = expect(lost).rejects.toMatchObject({ status: 'UNAVAILABLE' });
      await committed;
      doomed.kill();
      await failure;

      const { grantId } = parseOpaqueToken(old)!;
      const { rows } = await test.pool.query('SELECT sealed_answer FROM grants WHERE id = $1', [grantId]);
      const answer = granted(await refresh(test, old));
      expect(answer).toMatchObject(openAnswer(rows[0].sealed_answer, old));
      expect(await refresh(other, old)).toEqual(answer);
      expect(await refresh(other, answer.refreshToken)).toMatchObject({ tokenType: 'Bearer' });
    } finally {
      proxy.close();
    }
  }, 30_000);
});
