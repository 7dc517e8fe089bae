import { OAuthError } from '@latchkey/oauth';
import { createWorkQueue, type WorkQueue } from './work-queue';

/** Work that ends when the test says so. */
function manualWork() {
  const work = { finish: (_: string) => {}, fail: (_: Error) => {} };
  const result = new Promise<string>((resolve, reject) =>
    Object.assign(work, { finish: resolve, fail: reject }),
  );
  return Object.assign(work, { run: jest.fn(() => result) });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('createWorkQueue', () => {
  let queue: WorkQueue;

  beforeEach(() => {
    queue = createWorkQueue({ running: 2, waiting: 2 });
  });

  it('runs no more at once than it may, and the others in order of arrival', async () => {
    const works = [manualWork(), manualWork(), manualWork(), manualWork()];
    const results = works.map(({ run }) => queue(run));
    await settled();
    expect(works.map(({ run }) => run.mock.calls.length)).toEqual([1, 1, 0, 0]);
    works[1]?.finish('second');
    await settled();
    expect(works.map(({ run }) => run.mock.calls.length)).toEqual([1, 1, 1, 0]);
    works.forEach(({ finish }, index) => finish(`result ${index}`));
    expect(await Promise.all(results)).toEqual(['result 0', 'second', 'result 2', 'result 3']);
  });

  it('refuses at once when too many wait, and says when to come back', async () => {
    const works = Array.from({ length: 4 }, manualWork);
    const results = works.map(({ run }) => queue(run));
    const refused = manualWork();
    const error = await queue(refused.run).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ code: 'temporarily_unavailable', retryAfterSeconds: 2 });
    expect(refused.run).not.toHaveBeenCalled();
    works.forEach(({ finish }) => finish('done'));
    await Promise.all(results);
    expect(await queue(async () => 'has room again')).toBe('has room again');
  });

  it('gives the turn of failed work to the next', async () => {
    const works = [manualWork(), manualWork(), manualWork()];
    const [first, ...others] = works.map(({ run }) => queue(run));
    works[0]?.fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    works.forEach(({ finish }) => finish('done'));
    expect(await Promise.all(others)).toEqual(['done', 'done']);
  });

  it('forgets work whose caller leaves while it waits', async () => {
    const works = [manualWork(), manualWork(), manualWork(), manualWork()];
    const caller = new AbortController();
    const results = works.map(({ run }, index) => queue(run, index === 2 ? caller.signal : undefined));
    caller.abort(new Error('caller left'));
    await expect(results[2]).rejects.toThrow('caller left');
    works.forEach(({ finish }) => finish('done'));
    expect(await Promise.all([results[0], results[1], results[3]])).toEqual(['done', 'done', 'done']);
    expect(works[2]?.run).not.toHaveBeenCalled();
  });

  it('does not start work whose caller has left already', async () => {
    const work = manualWork();
    await expect(queue(work.run, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(work.run).not.toHaveBeenCalled();
  });

  it('keeps working when a caller leaves after its work has started', async () => {
    const caller = new AbortController();
    const work = manualWork();
    const result = queue(work.run, caller.signal);
    caller.abort();
    work.finish('done');
    expect(await result).toBe('done');
  });
});
