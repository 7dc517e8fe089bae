import { createLogger, type LoggerOptions } from './logging';
import { createRequestContext, runInRequestContext } from './request-context';

function capture(level: LoggerOptions['level'] = 'debug') {
  let text = '';
  const logger = createLogger({
    service: 'token-issuer',
    level,
    destination: { write: (line) => void (text += line) },
  });
  return {
    logger,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)), // one JSON object a line
  };
}

describe('a log line', () => {
  it('names service, level, time in UTC and message', () => {
    const { logger, lines } = capture();
    logger.info({ method: 'GetJwks' }, 'answered');
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        service: 'token-issuer',
        method: 'GetJwks',
        msg: 'answered',
      },
    ]);
  });

  it('is left out below the level', () => {
    const { logger, text } = capture('warn');
    logger.info('quiet');
    expect(text()).toBe('');
  });

  it('carries request id and trace id within a request, and not outside of one', async () => {
    const { logger, lines } = capture();
    const context = createRequestContext({ requestId: 'request-1' });
    await runInRequestContext(context, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      logger.info('inside');
    });
    logger.info('outside');
    expect(lines()[0]).toMatchObject({ requestId: 'request-1', traceId: context.traceId });
    expect(lines()[1]).not.toHaveProperty('requestId');
    expect(lines()[1]).not.toHaveProperty('traceId');
  });

  it('names a request by method and path, without query, headers or body', () => {
    const { logger, text, lines } = capture();
    const req = {
      method: 'GET',
      url: '/callback?code=hunter2',
      headers: { authorization: 'hunter2' },
      body: { password: 'hunter2' },
    };
    logger.info({ req, res: { statusCode: 303, headers: { location: 'hunter2' } } }, 'answered');
    expect(lines()[0]).toMatchObject({ req: { method: 'GET', path: '/callback' }, res: { statusCode: 303 } });
    expect(text()).not.toContain('hunter2');
  });
});

describe('a field that is called a secret', () => {
  const names = [
    ...['password', 'client_secret', 'clientSecret', 'credential', 'authorization', 'Authorization'],
    ...['cookie', 'set-cookie', 'code', 'authorization_code', 'code_verifier', 'codeVerifier', 'token'],
    ...['access_token', 'accessToken', 'refresh_token', 'refreshToken', 'id_token', 'tokens'],
    ...['device_code', 'deviceCode', 'user_code', 'userCode', 'request_uri', 'requestUri', 'sessionToken'],
    ...['client_assertion', 'location', 'privateKey', 'connectionString', 'LATCHKEY_MASTER_KEY'],
    ...['LATCHKEY_DATABASE_URL', 'LATCHKEY_REDIS_URL', 'LATCHKEY_SMTP_URL', 'recoveryCodes'],
  ];

  it.each(names)('%s is not printed at any depth', (name) => {
    const { logger, text, lines } = capture();
    const secret = { [name]: 'hunter2' };
    logger.info({ ...secret, request: secret, outer: { inner: secret }, list: [secret] }, 'x');
    logger.info({ a: { b: { c: { d: { e: { f: { g: { h: secret } } } } } } } }, 'x');
    expect(text()).not.toContain('hunter2');
    expect(lines()[0]).toMatchObject({
      [name]: '[redacted]',
      request: { [name]: '[redacted]' },
      outer: { inner: { [name]: '[redacted]' } },
      list: [{ [name]: '[redacted]' }],
    });
  });

  it('is not printed, whatever number of names have been seen before, and however long its own', () => {
    const { logger, text, lines } = capture();
    for (let count = 0; count < 3_000; count += 1) logger.info({ [`name${count}`]: 'plain' }, 'x');
    const late = { newToken: 'hunter2', [`${'long'.repeat(50)}Secret`]: 'hunter2', newName: 'plain' };
    for (let count = 0; count < 2; count += 1) logger.info(late, 'x');
    expect(text()).not.toContain('hunter2');
    expect(lines().at(-1)).toMatchObject({ newToken: '[redacted]', newName: 'plain' });
  });

  it('is not printed by a child logger either', () => {
    const { logger, text } = capture();
    logger
      .child({ token: 'hunter2' })
      .child({ client: { secret: 'hunter2' } })
      .info('x');
    expect(text()).toContain('[redacted]');
    expect(text()).not.toContain('hunter2');
  });

  it('is not printed when an object makes its own JSON', () => {
    const { logger, text } = capture();
    logger.info({ metadata: { toJSON: () => ({ authorization: 'hunter2' }) } }, 'x');
    expect(text()).not.toContain('hunter2');
  });

  it('leaves fields with harmless names alone', () => {
    const { logger, lines } = capture();
    const fields = { errorCode: 'E1', statusCode: 400, token_endpoint: '/token/', passwordless: true, n: 0 };
    logger.info({ ...fields, at: new Date(0), absent: undefined, none: null }, 'x');
    expect(lines()[0]).toMatchObject({ ...fields, at: '1970-01-01T00:00:00.000Z', none: null });
  });
});

describe('an odd value', () => {
  it('of 64 bits is logged as a number', () => {
    const { logger, lines } = capture();
    logger.info({ position: 42n, nested: { position: 42n } }, 'x');
    expect(lines()[0]).toMatchObject({ position: 42, nested: { position: 42 } });
  });

  it('of bytes is logged as their number', () => {
    const { logger, lines } = capture();
    logger.info({ key: Buffer.from('hunter2') }, 'x');
    expect(lines()[0].key).toBe('[7 bytes]');
  });

  it('that holds itself, or a very long list, ends', () => {
    const { logger, text } = capture();
    const ring: Record<string, unknown> = {};
    ring['ring'] = ring;
    logger.info({ ring, list: Array.from({ length: 10_000 }, () => 'item') }, 'x');
    expect(text()).toContain('[too deep]');
    expect(text().length).toBeLessThan(2_000);
  });
});

describe('an error', () => {
  // What pg and grpc put on their errors; `parameters` is the client library's addition.
  const failure = Object.assign(new Error('duplicate key value'), {
    name: 'DatabaseError',
    code: '23505',
    detail: 'Key (email)=(hunter2) already exists.',
    where: 'hunter2',
    parameters: ['hunter2'],
    metadata: { 'x-secret': 'hunter2' },
    config: { password: 'hunter2' },
  });

  const ways: [string, (logger: ReturnType<typeof capture>['logger'], error: Error) => void, string][] = [
    ['as "error"', (logger, error) => logger.error({ error }, 'failed'), 'error'],
    ['as "err"', (logger, error) => logger.error({ err: error }, 'failed'), 'err'],
    ['under another name', (logger, error) => logger.error({ reason: error }, 'failed'), 'reason'],
    ['by itself', (logger, error) => logger.error(error), 'error'],
    ['of a child logger', (logger, error) => logger.child({}).error(error), 'error'],
  ];

  it.each(ways)('logged %s shows name, text, code and stack, and no other field', (_, log, field) => {
    const { logger, text, lines } = capture();
    log(logger, failure);
    expect(lines()[0][field]).toEqual({
      name: 'DatabaseError',
      message: 'duplicate key value',
      errorCode: '23505',
      stack: expect.stringContaining('logging.spec.ts'),
    });
    expect(text()).not.toContain('hunter2');
  });

  it('shows its causes and its parts in the same way', () => {
    const { logger, text, lines } = capture();
    const parts = new AggregateError([new Error('first address'), failure], 'no address answered');
    logger.error({ error: new Error('cannot connect', { cause: parts }) }, 'failed');
    expect(lines()[0].error.cause).toMatchObject({
      name: 'AggregateError',
      errors: [{ message: 'first address' }, { message: 'duplicate key value' }],
    });
    expect(text()).not.toContain('hunter2');
  });

  it('that causes itself ends', () => {
    const { logger, lines } = capture();
    const error = new Error('round');
    error.cause = error;
    logger.error({ error }, 'failed');
    expect(lines()[0].error.cause.cause.message).toBe('round');
  });

  it('with a cause that is no error shows the cause as text', () => {
    const { logger, lines } = capture();
    logger.error({ error: new Error('failed', { cause: 'a string' }) }, 'failed');
    logger.error({ error: new Error('failed', { cause: Object.create(null) }) }, 'failed');
    expect(lines().map((line) => line.error.cause)).toEqual([
      { message: 'a string' },
      { message: '[object]' },
    ]);
  });
});
