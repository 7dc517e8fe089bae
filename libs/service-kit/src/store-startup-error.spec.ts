import { StartupError } from './startup-error';
import { databaseStartupError, redisStartupError } from './store-startup-error';

const failure = (code: string) =>
  Object.assign(new Error('password authentication failed for user "hunter2"'), { code });

describe('databaseStartupError', () => {
  it.each([
    ['ECONNREFUSED', 'cannot be reached: start PostgreSQL there, or correct host and port.'],
    ['ETIMEDOUT', 'cannot be reached: start PostgreSQL there, or correct host and port.'],
    ['ENOTFOUND', 'is on a host that cannot be resolved: correct its name.'],
    ['57P03', 'is still starting: try again in a moment.'],
    ['53300', 'has no connection left: raise max_connections there, or run fewer replicas.'],
    ['28P01', 'refuses the role: correct its password.'],
    ['28000', 'refuses the role: correct its name, or let it log in.'],
    ['3D000', 'does not exist: create it, or correct its name.'],
    ['42501', "does not let the role work in its schema: create the service's schema, owned by the role."],
  ])('says what to mend after %s, in one sentence without the value of the setting', (code, mend) => {
    const cause = failure(code);
    const error = databaseStartupError(cause);
    expect(error).toBeInstanceOf(StartupError);
    expect(error).toMatchObject({ message: `The database in LATCHKEY_DATABASE_URL ${mend}`, cause });
  });

  it('knows the time-out of pg, which has no code', () => {
    expect(databaseStartupError(new Error('timeout expired'))).toMatchObject({
      message: expect.stringContaining('cannot be reached'),
    });
  });

  it.each([
    ['another code', failure('23505')],
    ['no code', new Error('defect')],
    ['no error', 'text'],
  ])('leaves a failure with %s as it is', (_, error) => {
    expect(databaseStartupError(error)).toBe(error);
  });
});

describe('redisStartupError', () => {
  it('names the setting and never its value', () => {
    const cause = new Error('connect ECONNREFUSED redis://:hunter2@localhost');
    const error = redisStartupError(cause);
    expect(error).toBeInstanceOf(StartupError);
    expect(error.cause).toBe(cause);
    expect(error.message).toBe(
      'The Redis server in LATCHKEY_REDIS_URL cannot be used: start it there, or correct host, port and password.',
    );
  });
});
