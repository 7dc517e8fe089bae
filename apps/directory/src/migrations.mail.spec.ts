import { randomBytes } from 'node:crypto';
import { startTestSchema, type TestSchema } from './testing/test-schema';

describe('the tables of mails', () => {
  let database: TestSchema;
  beforeAll(async () => {
    database = await startTestSchema();
  });
  afterAll(() => database.close());

  const waiting = { kind: 'sign_up', recipient: 'ada@example.com', language: 'en' };
  const link = {
    token_hash: randomBytes(32),
    purpose: 'sign_up',
    email: 'ada@example.com',
    language: 'en',
    expires_at: '2030-01-01T00:00:00Z',
  };

  it('take what they are for', async () => {
    await expect(database.insert('outbox', waiting)).resolves.toBeUndefined();
    await expect(database.insert('email_links', link)).resolves.toBeUndefined();
  });

  it.each([
    ['of a kind that has no words', { kind: 'newsletter' }],
    ['in another language', { language: 'tlh' }],
    ['to two lines', { recipient: 'ada@example.com\nBcc: eve@example.com' }],
    ['to two addresses', { recipient: 'ada@example.com eve@example.com' }],
    ['with a continuation that breaks out of an address', { continuation: 'a=b\nhttp://evil.example' }],
    ['with a continuation that is not encoded', { continuation: 'a=http://evil.example' }],
    ['with a long continuation', { continuation: 'a'.repeat(1_025) }],
    ['that changes nobody’s address', { kind: 'change_email' }],
  ])('refuse a mail %s', async (_what, row) => {
    await expect(database.insert('outbox', { ...waiting, ...row })).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    ['with a token in the place of its hash', { token_hash: Buffer.from('A'.repeat(43)) }, '23514'],
    ['for something else', { purpose: 'sign_in' }, '23514'],
    ['to reset nobody’s password', { purpose: 'reset_password' }, '23514'],
    ['to make an account that there is', { subject: '5f0c7a38-8e0a-4f52-9f9e-0b2d3f1c9a10' }, '23514'],
    [
      'of a user that does not exist',
      { purpose: 'reset_password', subject: '5f0c7a38-8e0a-4f52-9f9e-0b2d3f1c9a10' },
      '23503',
    ],
  ])('refuse a link %s', async (_what, row, code) => {
    await expect(database.insert('email_links', { ...link, ...row })).rejects.toMatchObject({ code });
  });
});
