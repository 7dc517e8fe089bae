import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ListMailsResponseSchema } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { TestBrowser } from '../testing/test-browser';
import { createTestServer, startTime } from '../testing/test-server';

const mail = {
  to: 'ada@example.com',
  subject: 'Your link',
  text: 'Hello <Ada>,\n\nhttps://auth.example.com/email/sign-up?token=abc&to=device\n\nhttps://evil.example/ and\n  javascript:alert(1)\nhttps://auth.example.com.evil.example/\n\nElse: https://auth.example.com/forgot-password.\n',
  createTime: timestampFromDate(startTime),
};

describe('/outbox', () => {
  it('shows mails that are kept, with links to this server alone', async () => {
    const { server, mails } = createTestServer();
    mails.kept.push(mail, { ...mail, subject: 'An older one' });
    const response = await new TestBrowser(server).get('/outbox');
    expect(response.statusCode).toBe(200);
    expect(response.body.indexOf('Your link')).toBeLessThan(response.body.indexOf('An older one'));
    expect(response.body).toContain('<dd>ada@example.com</dd>');
    expect(response.body).toContain('<time datetime="2030-01-01T12:00:00.000Z">');
    expect(response.body).toContain('Hello &lt;Ada>,');
    expect(response.body).toContain(
      '<a href="https://auth.example.com/email/sign-up?token=abc&amp;to=device">',
    );
    expect(response.body).toContain('<a href="https://auth.example.com/forgot-password">');
    expect(response.body).not.toMatch(/href="(?!https:\/\/auth\.example\.com\/|\/)/);
  });

  it('says so when there are none yet', async () => {
    const { server } = createTestServer({
      mails: { listMails: async () => create(ListMailsResponseSchema) },
    });
    const response = await new TestBrowser(server).get('/outbox');
    expect(response.body).toContain('There are no e-mails yet.');
  });

  it('is no page at all where mails are sent', async () => {
    const response = await new TestBrowser(createTestServer().server).get('/outbox');
    expect(response.statusCode).toBe(404);
    expect(response.body).toContain('There is no such page');
  });

  it('says so when the directory is away', async () => {
    const away = () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
    const { server } = createTestServer({ mails: { listMails: away } });
    expect((await new TestBrowser(server).get('/outbox')).statusCode).toBe(503);
  });
});
