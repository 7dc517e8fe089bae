import { randomUUID } from 'node:crypto';
import { MailService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createKeptMails } from './kept-mails';

describe('kept mails', () => {
  let directory: TestDirectory;
  beforeEach(async () => {
    directory = await startTestDirectory({ development });
  });
  afterEach(() => directory.close());

  const keep = (to: string, mailId: string = randomUUID()) =>
    createKeptMails(directory.pool).mailer.send(
      { mailId, to, subjectLine: `For ${to}`, text: 'Hello', createTime: directory.now() },
      AbortSignal.timeout(1_000),
    );
  const list = async () => {
    const { mails } = await (await directory.as('authorization-frontend', MailService)).listMails({});
    return mails;
  };

  it('are listed, newest first', async () => {
    await keep('first@example.com');
    directory.advance(1);
    await keep('second@example.com');
    expect(await list()).toMatchObject([
      { to: 'second@example.com', subject: 'For second@example.com', text: 'Hello' },
      { to: 'first@example.com' },
    ]);
  });

  it('are the latest 50', async () => {
    for (let n = 1; n <= 55; n += 1) {
      await keep(`person${n}@example.com`);
      directory.advance(1);
    }
    const kept = await list();
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)?.to).toBe('person6@example.com');
    const { rowCount } = await directory.pool.query(`SELECT FROM kept_mails`);
    expect(rowCount).toBe(50);
  });

  it('are kept once, when one is tried again', async () => {
    const mailId = randomUUID();
    await keep('ada@example.com', mailId);
    await keep('ada@example.com', mailId);
    expect(await list()).toHaveLength(1);
  });
});
