import {
  createFakeClock,
  refused,
  startScriptedServer,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../testing/scripted-server';
import type { Codes } from './codes';
import { pollForTokens, type PollOptions } from './poll';

const pending = refused('authorization_pending');
const slowDown = refused('slow_down');
const granted: ScriptedAnswer = {
  body: { access_token: 'access', refresh_token: 'refresh', expires_in: 300, token_type: 'Bearer' },
};
const codes: Codes = {
  deviceCode: 'the-device-code',
  userCode: 'ETE39050',
  verificationUri: 'https://auth.example.com/device',
  expiresInSeconds: 600,
  intervalSeconds: 5,
};

describe('pollForTokens', () => {
  let server: ScriptedServer | undefined;

  afterEach(() => server?.close());

  const run = async (script: ScriptedAnswer[], other: Partial<PollOptions> = {}) => {
    const clock = createFakeClock();
    server = await startScriptedServer({ '/token/': script }, clock);
    const client = { issuer: server.origin, clientId: 'demo-tv' };
    const decision = await pollForTokens({ client, codes, clock, ...other });
    return { decision, times: server.requests.map(({ at }) => at) };
  };

  it('sends what RFC 8628 §3.4 asks for, and takes the tokens', async () => {
    const { decision } = await run([granted]);
    expect(decision).toEqual({
      outcome: 'approved',
      tokens: { accessToken: 'access', refreshToken: 'refresh', endsAt: 300_000 },
    });
    expect(server?.requests[0]?.form).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'the-device-code',
      client_id: 'demo-tv',
    });
  });

  it('waits for the interval before every poll, the first one as well', async () => {
    expect((await run([pending, pending, pending, granted])).times).toEqual([5, 10, 15, 20]);
  });

  it('waits 5 seconds longer from every slow_down on, for good', async () => {
    const { times } = await run([pending, slowDown, pending, pending, slowDown, pending, granted]);
    expect(times).toEqual([5, 10, 20, 30, 40, 55, 70]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['a connection that breaks', 'connection breaks'],
    ['a server that is away', { status: 503, body: {} }],
    ['a gateway that answers with a page', { status: 200, body: '<html>' }],
    ['an answer that is no object', { status: 200, body: 'null' }],
    ['too many requests', { status: 429, body: {} }],
  ])('waits twice as long after each %s, and as before once there is an answer', async (_, failure) => {
    const { decision, times } = await run([pending, failure, failure, failure, pending, failure, granted]);
    expect(times).toEqual([5, 10, 20, 40, 80, 85, 95]);
    expect(decision.outcome).toBe('approved');
  });

  it('never waits longer than a minute for its own sake, but as long as the server asks', async () => {
    const away: ScriptedAnswer = { status: 503, body: {} };
    const asks: ScriptedAnswer = { ...away, headers: { 'retry-after': '90' } };
    const { times } = await run([away, away, away, away, away, asks, granted]);
    expect(times).toEqual([5, 15, 35, 75, 135, 195, 285]);
  });

  it.each([
    ['access_denied', 'denied'],
    ['expired_token', 'expired'],
  ])('ends at %s: %s', async (error, outcome) => {
    const { decision, times } = await run([pending, refused(error), granted]);
    expect(decision).toEqual({ outcome });
    expect(times).toHaveLength(2);
  });

  it('ends by itself when the codes have ended, whatever the server says', async () => {
    const { decision, times } = await run([pending], { codes: { ...codes, expiresInSeconds: 60 } });
    expect(decision).toEqual({ outcome: 'expired' });
    expect(Math.max(...times)).toBeLessThanOrEqual(60);
  });

  it('gives up at any other refusal, in the words of the server', async () => {
    await expect(run([refused('invalid_client', 'the client is not registered')])).rejects.toThrow(
      /invalid_client: the client is not registered/,
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const polls = run([pending], { signal: stop.signal, onWait: () => stop.abort() });
    await expect(polls).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says how long it waits, and why', async () => {
    const waits: unknown[] = [];
    await run([pending, slowDown, 'connection breaks', granted], { onWait: (wait) => waits.push(wait) });
    expect(waits).toEqual([
      { seconds: 5, because: 'pending' },
      { seconds: 5, because: 'pending' },
      { seconds: 10, because: 'slow_down' },
      { seconds: 20, because: 'no answer' },
    ]);
  });
});
