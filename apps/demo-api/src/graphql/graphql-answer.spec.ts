import { freePort } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool } from '@latchkey/storage';
import { GraphQLError } from 'graphql';
import { executionAnswer } from './graphql-answer';

describe('the answer to what was executed', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    service: 'demo-api',
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  beforeEach(() => void lines.splice(0));
  const answerTo = (originalError: Error) =>
    executionAnswer(
      { data: null, errors: [new GraphQLError(originalError.message, { path: ['home'], originalError })] },
      logger,
    );

  it('asks for another try while the database is away, which is a warning in the log', async () => {
    const connectionString = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    const away = createPool({
      connectionString,
      schema: 'demo',
      applicationName: 'test',
      onError: () => undefined,
    });
    const outage = await away.query('SELECT 1').catch((error: Error) => error);
    await away.end();
    const { status, body } = answerTo(outage as Error);
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([
      {
        path: ['home'],
        extensions: { code: 'TEMPORARILY_UNAVAILABLE' },
        message: expect.stringContaining('try again'),
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
    expect(lines).toMatchObject([{ level: 'warn', path: 'home', error: { errorCode: 'ECONNREFUSED' } }]);
  });

  it('tells nothing of a defect, which is an error in the log', () => {
    const { body } = answerTo(new TypeError('hunter2 is not a function'));
    expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(lines).toMatchObject([{ level: 'error', error: { message: 'hunter2 is not a function' } }]);
  });
});
