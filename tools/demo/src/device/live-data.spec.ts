import {
  createFakeClock,
  refused,
  startScriptedServer,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../testing/scripted-server';
import { showLiveData, type LiveData } from './live-data';

const data: ScriptedAnswer = { body: { devices: [] } };
const unauthorized: ScriptedAnswer = { status: 401, body: { error: 'invalid_token' } };
const renewed = (number: number): ScriptedAnswer => ({
  body: { access_token: `access-${number}`, refresh_token: `refresh-${number}`, expires_in: 65 },
});

describe('showLiveData', () => {
  let server: ScriptedServer | undefined;

  afterEach(() => server?.close());

  /** Shows until so much was shown, or until it ends by itself. */
  const run = async (scripts: Record<string, ScriptedAnswer[]>, most = Infinity) => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const shown: LiveData[] = [];
    server = await startScriptedServer(scripts, clock);
    const showing = showLiveData({
      client: { issuer: server.origin, clientId: 'demo-tv' },
      tokens: { accessToken: 'access-0', refreshToken: 'refresh-0', endsAt: 60_000 },
      clock,
      signal: stop.signal,
      everySeconds: 20,
      show(live) {
        shown.push(live);
        if (shown.length === most) stop.abort();
      },
    });
    const outcome = await showing.then(
      () => 'disconnected',
      (error: Error) => (stop.signal.aborted ? 'stopped' : error.message),
    );
    const seen = server.requests.map(
      ({ at, path, authorization, form }) => `${at} ${path} ${authorization ?? form['refresh_token']}`,
    );
    return { outcome, shown, seen };
  };

  it('asks every few seconds, and renews the token before it ends', async () => {
    const { outcome, seen } = await run({ '/resource/': [data], '/token/': [renewed(1), renewed(2)] }, 5);
    expect(outcome).toBe('stopped');
    expect(seen).toEqual([
      '0 /resource/ Bearer access-0',
      '20 /resource/ Bearer access-0',
      '40 /resource/ Bearer access-0',
      '60 /token/ refresh-0',
      '60 /resource/ Bearer access-1',
      '80 /resource/ Bearer access-1',
    ]);
  });

  it('renews a token that is refused early', async () => {
    const { seen } = await run({ '/resource/': [unauthorized, data], '/token/': [renewed(1)] }, 1);
    expect(seen).toEqual([
      '0 /resource/ Bearer access-0',
      '0 /token/ refresh-0',
      '0 /resource/ Bearer access-1',
    ]);
  });

  it('ends when the user has disconnected the device', async () => {
    const disconnected = { '/resource/': [data, unauthorized], '/token/': [refused('invalid_grant')] };
    expect((await run(disconnected)).outcome).toBe('disconnected');
  });

  it('does not go on for ever with tokens that nobody takes', async () => {
    const { outcome, seen } = await run({ '/resource/': [unauthorized], '/token/': [renewed(1)] });
    expect(outcome).toBe('disconnected');
    expect(seen).toHaveLength(3);
  });

  it('says that there is no answer and backs off, also when renewing, with the same refresh token', async () => {
    const away: ScriptedAnswer = { status: 503, body: {} };
    const scripts = {
      '/resource/': ['connection breaks' as const, away, data],
      '/token/': ['connection breaks' as const, renewed(1)],
    };
    const { shown, seen } = await run(scripts, 5);
    expect(shown.map(({ kind }) => kind)).toEqual([
      'interrupted',
      'interrupted',
      'interrupted',
      'data',
      'data',
    ]);
    expect(seen).toEqual([
      '0 /resource/ Bearer access-0',
      '40 /resource/ Bearer access-0',
      '100 /token/ refresh-0',
      '160 /token/ refresh-0',
      '160 /resource/ Bearer access-1',
      '180 /resource/ Bearer access-1',
    ]);
  });

  it('says in the words of the server why it may not', async () => {
    const forbidden: ScriptedAnswer = { status: 403, body: { error: 'insufficient_scope' } };
    expect((await run({ '/resource/': [forbidden] })).outcome).toMatch(/insufficient_scope/);
  });
});
