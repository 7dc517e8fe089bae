import { createAuditTrail, type AuditLine } from './audit-trail';
import { createRequestContext, runInRequestContext } from './request-context';

type Request = Parameters<Parameters<typeof createAuditTrail>[0]['directory']['recordAuditEvents']>[0];

const lines = {
  'door.opened': { level: 'info', sentence: 'a door was opened' },
  'door.forced': { level: 'warn', sentence: 'a door was forced' },
} satisfies Record<string, AuditLine>;

const refusal = Object.assign(new Error('event 0: subject is odd'), { status: 'INVALID_ARGUMENT' });
const away = Object.assign(new Error('no connection'), { status: 'UNAVAILABLE' });

/** A directory that is as the test says, and a trail that leads there. */
function startTrail() {
  const calls: string[][] = [];
  const kept = new Map<string, { subject?: string; requestId?: string; details?: object }>();
  const logged: { level: string; fields: Record<string, unknown>; sentence: string }[] = [];
  const state = { answer: async (_signal?: AbortSignal): Promise<void> => undefined, refused: 'nobody' };
  const log = (level: string) => (fields: object | string, sentence?: string) =>
    void logged.push(
      typeof fields === 'string'
        ? { level, fields: {}, sentence: fields }
        : { level, fields: { ...fields }, sentence: sentence ?? '' },
    );
  const trail = createAuditTrail({
    directory: {
      async recordAuditEvents({ auditEvents = [] }: Request, { signal } = {}) {
        calls.push(auditEvents.map(({ eventId = '' }) => eventId));
        await state.answer(signal);
        if (auditEvents.some(({ subject }) => subject === state.refused)) throw refusal;
        for (const event of auditEvents) kept.set(event.eventId ?? '', event);
      },
    },
    lines,
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    clock: () => new Date('2030-01-01T00:00:00Z'),
  });
  const subjects = () => [...kept.values()].map(({ subject }) => subject);
  return { trail, calls, kept, logged, state, subjects };
}

describe('an audit trail', () => {
  let test: ReturnType<typeof startTrail>;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'performance'] });
    test = startTrail();
  });
  afterEach(async () => {
    const closed = test.trail.close();
    await jest.advanceTimersByTimeAsync(10_000);
    await closed;
    jest.useRealTimers();
  });

  const record = (subject: string) => test.trail.record({ type: 'door.opened', subject });
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  it('logs an event at once, and takes it along with its identity and request', async () => {
    const context = createRequestContext({ requestId: 'request-1' });
    runInRequestContext(context, () =>
      test.trail.record({
        type: 'door.forced',
        subject: 'ada',
        clientId: 'web',
        remoteAddress: '192.0.2.7',
        details: { door: 'back' },
      }),
    );
    const eventId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const concerned = { subject: 'ada', clientId: 'web' };
    const fields = { event: 'door.forced', eventId, ...concerned, address: '192.0.2.7', door: 'back' };
    expect(test.logged).toEqual([{ level: 'warn', fields, sentence: 'a door was forced' }]);
    await pass(100);
    expect([...test.kept.values()]).toMatchObject([
      {
        ...concerned,
        eventId: test.logged[0]?.fields['eventId'],
        type: 'door.forced',
        grantId: '',
        remoteAddress: '192.0.2.7',
        requestId: 'request-1',
        details: { door: 'back' },
      },
    ]);
  });

  it('sends what comes together in batches of at most a hundred, in its order', async () => {
    for (let n = 0; n < 250; n += 1) record(`user-${n}`);
    expect(test.calls).toHaveLength(0);
    await pass(100);
    expect(test.calls.map((ids) => ids.length)).toEqual([100, 100, 50]);
    expect(test.subjects()).toEqual(Array.from({ length: 250 }, (_, n) => `user-${n}`));
  });

  it('tries again under the same identities, with growing pauses, until the directory is back', async () => {
    test.state.answer = () => Promise.reject(away);
    record('ada');
    await pass(100);
    expect(test.calls).toHaveLength(1);
    await pass(250 + 500 + 1_000);
    expect(test.calls).toHaveLength(4);
    await pass(60 * 60_000);
    // Half a minute apart in the end.
    expect(test.calls.length).toBeGreaterThan(120);
    expect(test.calls.length).toBeLessThan(130);
    test.state.answer = async () => undefined;
    record('bob');
    await pass(30_000);
    expect(test.subjects()).toEqual(['ada', 'bob']);
    expect(new Set(test.calls.map(([first]) => first)).size).toBe(1);
    const about = test.logged.filter(({ sentence }) => sentence.includes('reached'));
    expect(about.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('keeps nobody waiting for a slow directory, and sends one batch at a time', async () => {
    let answer = () => {};
    test.state.answer = () => new Promise((resolve) => (answer = resolve));
    record('ada');
    await pass(100);
    record('bob');
    record('eve');
    await pass(60_000);
    expect(test.calls).toHaveLength(1);
    expect(test.logged).toHaveLength(3);
    test.state.answer = async () => undefined;
    answer();
    await pass(0);
    expect(test.subjects()).toEqual(['ada', 'bob', 'eve']);
  });

  it('keeps at most ten thousand, and says of each further one that the log alone has it', async () => {
    test.state.answer = () => Promise.reject(away);
    for (let n = 0; n < 10_005; n += 1) record(`user-${n}`);
    const lost = test.logged.filter(({ fields }) => fields['kept'] === false);
    expect(lost.map(({ fields }) => fields['subject'])).toEqual(
      Array.from({ length: 5 }, (_, n) => `user-${10_000 + n}`),
    );
    test.state.answer = async () => undefined;
    await pass(100);
    expect(test.kept.size).toBe(10_000);
    record('later');
    await pass(100);
    expect(test.subjects().at(-1)).toBe('later');
  });

  it('names an event that the directory refuses, and brings its neighbours through', async () => {
    test.state.refused = 'odd';
    for (const subject of ['ada', 'odd', 'bob']) record(subject);
    await pass(100);
    expect(test.subjects()).toEqual(['ada', 'bob']);
    const odd = test.logged.find(({ fields }) => fields['subject'] === 'odd');
    expect(test.logged.at(-1)).toMatchObject({
      level: 'error',
      fields: { eventIds: [odd?.fields['eventId']], error: refusal },
    });
  });

  it('brings nothing that the directory would refuse: controls and what is too long', async () => {
    test.trail.record({
      type: 'door.opened',
      subject: 'a\0da\n',
      remoteAddress: '9'.repeat(1_000),
      details: { door: 'x'.repeat(1_000) },
    });
    await pass(100);
    expect([...test.kept.values()]).toMatchObject([
      { subject: 'a da ', remoteAddress: '9'.repeat(64), details: { door: 'x'.repeat(500) } },
    ]);
  });

  it('sends what is left when it closes, also in the middle of a pause', async () => {
    test.state.answer = () => Promise.reject(away);
    record('ada');
    await pass(60_000);
    record('bob');
    test.state.answer = async () => undefined;
    const closed = test.trail.close();
    await pass(0);
    await closed;
    expect(test.subjects()).toEqual(['ada', 'bob']);
    record('late');
    expect(test.logged.at(-1)).toMatchObject({ fields: { subject: 'late', kept: false } });
  });

  it.each<[string, (signal?: AbortSignal) => Promise<void>]>([
    ['away', () => Promise.reject(away)],
    [
      'hanging',
      (signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cancelled')))),
    ],
  ])(
    'closes in three seconds when the directory is %s, and names what it could not bring',
    async (_, answer) => {
      test.state.answer = answer;
      for (let n = 0; n < 150; n += 1) record(`user-${n}`);
      await pass(100);
      let isClosed = false;
      const closed = test.trail.close().then(() => (isClosed = true));
      await pass(2_999);
      expect(isClosed).toBe(false);
      await pass(1);
      await closed;
      const lost = test.logged
        .filter(({ level }) => level === 'error')
        .flatMap(({ fields }) => fields['eventIds']);
      const events = test.logged.filter(({ fields }) => 'event' in fields);
      expect(lost).toEqual(events.map(({ fields }) => fields['eventId']));
      expect(lost).toHaveLength(150);
    },
  );
});
