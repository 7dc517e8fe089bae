import { setTimeout as wait } from 'node:timers/promises';
import { demoService, post, signInAda, type Answer } from './testing/application';
import { startTestStack, type TestStack } from './testing/test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ replicas: { 'token-issuer': 2 } });
}, 120_000);
afterAll(() => stack?.stop());

/** What a client sees while issuers come and go. */
interface Seen {
  answered: number;
  /** Requests that had to be sent once more. */
  repeated: number;
}

/** Sends a request as a careful client does: once more after 503 or a broken connection. */
async function send(seen: Seen, form: Record<string, string>, headers = {}): Promise<Answer> {
  const attempt = () => post(stack.publicUrl, '/token/', form, headers).catch(() => undefined);
  let answer = await attempt();
  for (let repeats = 0; (answer === undefined || answer.status === 503) && repeats < 10; repeats++) {
    seen.repeated += 1;
    await wait(200);
    answer = await attempt();
  }
  if (!answer) throw new Error('the gateway does not answer');
  seen.answered += 1;
  return answer;
}

describe('two issuers behind one gateway', () => {
  it('either may be killed at any moment under load: a client sees at most a request to repeat', async () => {
    const ada = await signInAda(stack);
    const sessions: string[] = [];
    for (let n = 0; n < 12; n++) sessions.push((await ada.tokens()).refresh_token);
    const refreshing: Seen = { answered: 0, repeated: 0 };
    const requesting: Seen = { answered: 0, repeated: 0 };
    let over = false;

    const refresher = async (first: string) => {
      let refresh_token = first;
      while (!over) {
        const answer = await send(refreshing, {
          grant_type: 'refresh_token',
          client_id: 'demo-web',
          refresh_token,
        });
        expect(answer).toMatchObject({ status: 200 });
        refresh_token = String(answer.body['refresh_token']);
      }
    };
    const requester = async () => {
      while (!over) {
        const answer = await send(requesting, { grant_type: 'client_credentials' }, demoService(stack));
        expect(answer).toMatchObject({ status: 200 });
      }
    };
    const load = Promise.all([...sessions.map(refresher), ...Array.from({ length: 8 }, requester)]);

    const killing = (async () => {
      for (const replica of [0, 1, 0, 1]) {
        await wait(700);
        await stack.service('token-issuer', replica).kill();
        await wait(300);
        await stack.restart('token-issuer', replica);
      }
      await wait(300);
    })().finally(() => (over = true));
    await Promise.all([load, killing]);
    process.stdout.write(
      `four kills under load: ${refreshing.answered} refreshes, ${refreshing.repeated} repeated; ` +
        `${requesting.answered} client-credentials tokens, ${requesting.repeated} repeated\n`,
    );
    expect(refreshing.answered).toBeGreaterThan(100);
  }, 120_000);

  it('a code issued through one is redeemed once, whichever is asked', async () => {
    const ada = await signInAda(stack);
    for (let n = 0; n < 4; n++) {
      const redemption = await ada.allow();
      const answers = await Promise.all([1, 2, 3, 4].map(() => post(stack.publicUrl, '/token/', redemption)));
      const granted = answers.filter(({ status }) => status === 200);
      expect(granted).toHaveLength(1);
      for (const { status, body } of answers) {
        if (status !== 200) expect(body).toMatchObject({ error: 'invalid_grant' });
      }
      // RFC 6749 §4.1.2: the second use takes back what the first was given.
      const refresh = await post(stack.publicUrl, '/token/', {
        grant_type: 'refresh_token',
        client_id: 'demo-web',
        refresh_token: String(granted[0]?.body['refresh_token']),
      });
      expect(refresh).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
  });

  it('a refresh that two tabs send at once gets one answer, byte for byte', async () => {
    const ada = await signInAda(stack);
    const { refresh_token } = await ada.tokens();
    const form = { grant_type: 'refresh_token', client_id: 'demo-web', refresh_token };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(stack.publicUrl, '/token/', form)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(200);
  });
});
