import { testCertificates } from '@latchkey/development';
import { startSmtpCatcher, textOf, type SmtpCatcher } from '../testing/smtp-catcher';
import { MailFailure, type OutgoingMail } from './mailer';
import { createSmtpMailer } from './smtp-mailer';
import { parseSmtpUrl } from './smtp-server';

const mail: OutgoingMail = {
  mailId: '5f0c7a38-8e0a-4f52-9f9e-0b2d3f1c9a10',
  to: 'ada@example.com',
  subjectLine: 'Prüfung',
  text: 'Grüße\n\nhttps://auth.example.com/email/sign-up?token=abc&user_code=1\n',
  createTime: new Date('2030-01-01T00:00:00Z'),
};
const deadline = () => AbortSignal.timeout(5_000);

describe('createSmtpMailer', () => {
  let catcher: SmtpCatcher | undefined;
  afterEach(async () => {
    await catcher?.close();
    catcher = undefined;
  });

  const mailerFor = (url: string, authorities?: Buffer) => {
    const server = parseSmtpUrl(url);
    if (!server) throw new Error('no such server');
    const options = { server, from: 'accounts@example.com', brandName: 'Stadtwerke "Süd", <x>' };
    return createSmtpMailer(authorities ? { ...options, authorities } : options);
  };
  const failure = async (sending: Promise<void>) => {
    const error = await sending.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MailFailure);
    return error as MailFailure;
  };

  it('hands a mail in, as plain text, from us and to one recipient', async () => {
    catcher = await startSmtpCatcher();
    await mailerFor(`smtp://127.0.0.1:${catcher.port}`).send(mail, deadline());
    const [caught] = catcher.mails;
    expect(caught).toMatchObject({ from: 'accounts@example.com', to: ['ada@example.com'] });
    expect(textOf({ source: caught?.source ?? '' }).replaceAll('\r\n', '\n')).toBe(mail.text);
    const source = caught?.source ?? '';
    expect(source).toMatch(/^Content-Type: text\/plain; charset=utf-8/m);
    expect(source).toMatch(/^To: ada@example\.com\r$/m);
    expect(source).toMatch(/^From: =\?UTF-8\?Q\?[^<]*\r\n <accounts@example\.com>\r$/m);
    expect(source).toContain(`Message-ID: <${mail.mailId}@example.com>`);
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  it('lets nothing that it is given become a header or a recipient', async () => {
    catcher = await startSmtpCatcher();
    const mailer = mailerFor(`smtp://127.0.0.1:${catcher.port}`);
    const evil = 'x\r\nBcc: eve@example.com\r\n\r\nclick http://evil.example';
    await mailer.send({ ...mail, subjectLine: evil, text: `.\r\n${evil}` }, deadline());
    for (const to of [
      'a@example.com>\r\nRCPT TO:<eve@example.com',
      'a@example.com\r\nBcc: eve@example.com',
      'a@example.com, eve@example.com',
    ]) {
      await failure(mailer.send({ ...mail, to }, deadline()));
    }
    expect(catcher.mails).toHaveLength(1);
    const [head = ''] = (catcher.mails[0]?.source ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc/im);
    expect(catcher.mails[0]?.to).toEqual(['ada@example.com']);
  });

  it('shows its credentials', async () => {
    const shown: (string | undefined | null)[] = [];
    catcher = await startSmtpCatcher({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        shown.push(username, password);
        done(null, password === 'p:w' ? { user: 'me' } : {});
      },
    });
    await mailerFor(`smtp://me:p%3Aw@127.0.0.1:${catcher.port}`).send(mail, deadline());
    expect(shown).toEqual(['me', 'p:w']);
    const { facts, isFinal, message } = await failure(
      mailerFor(`smtp://me:wrong@127.0.0.1:${catcher.port}`).send(mail, deadline()),
    );
    expect(facts).toMatchObject({ code: 'EAUTH', responseCode: 535 });
    // An operator can mend it.
    expect(isFinal).toBe(false);
    expect(message).not.toContain('wrong');
  });

  it.each([
    [550, true],
    [450, false],
  ])('gives up an address for good when the server says %i to it', async (responseCode, isFinal) => {
    catcher = await startSmtpCatcher({
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error(`what is <${address}>`), { responseCode })),
    });
    const error = await failure(mailerFor(`smtp://127.0.0.1:${catcher.port}`).send(mail, deadline()));
    expect(error).toMatchObject({ isFinal, facts: { responseCode, command: 'RCPT TO' } });
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain('ada');
    expect(error.cause).toBeUndefined();
  });

  it('tries again when it is the sender, or the mail, that a server does not like', async () => {
    const refuse = Object.assign(new Error('no'), { responseCode: 554 });
    catcher = await startSmtpCatcher({ onMailFrom: (_address, _session, done) => done(refuse) });
    const mailer = mailerFor(`smtp://127.0.0.1:${catcher.port}`);
    expect((await failure(mailer.send(mail, deadline()))).isFinal).toBe(false);
  });

  it('fails when nobody listens, and when a server says nothing until the deadline', async () => {
    catcher = await startSmtpCatcher();
    const { port } = catcher;
    await catcher.close();
    const { facts } = await failure(mailerFor(`smtp://127.0.0.1:${port}`).send(mail, deadline()));
    expect(facts.code).toMatch(/^E(SOCKET|CONNECTION)$/);
    catcher = await startSmtpCatcher({ onConnect: () => {} });
    const silent = mailerFor(`smtp://127.0.0.1:${catcher.port}`);
    const begin = performance.now();
    await failure(silent.send(mail, AbortSignal.timeout(200)));
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  describe('with TLS', () => {
    const start = async (secure: boolean) => {
      const { localhost } = await testCertificates('localhost');
      const { ca, cert, key } = localhost;
      catcher = await startSmtpCatcher({ secure, cert, key, disabledCommands: [] });
      return { ca, port: catcher.port };
    };

    it('hands mails in over TLS from the first byte on', async () => {
      const { ca, port } = await start(true);
      await mailerFor(`smtps://localhost:${port}`, ca).send(mail, deadline());
      expect(catcher?.mails).toMatchObject([{ secure: true }]);
    });

    it('begins TLS where the server offers it', async () => {
      const { ca, port } = await start(false);
      await mailerFor(`smtp://localhost:${port}`, ca).send(mail, deadline());
      expect(catcher?.mails).toMatchObject([{ secure: true }]);
    });

    it.each(['smtps', 'smtp'])('hands nothing to a server that nobody vouches for: %s', async (scheme) => {
      const { port } = await start(scheme === 'smtps');
      const { isFinal } = await failure(mailerFor(`${scheme}://localhost:${port}`).send(mail, deadline()));
      expect(isFinal).toBe(false);
      expect(catcher?.mails).toEqual([]);
    });

    it('hands nothing to a server with the certificate of another one', async () => {
      const { ca, port } = await start(false);
      await failure(mailerFor(`smtp://127.0.0.2:${port}`, ca).send(mail, deadline()));
      expect(catcher?.mails).toEqual([]);
    });

    it('shows neither mails nor credentials to another machine without TLS', async () => {
      const commands: string[] = [];
      catcher = await startSmtpCatcher({
        allowInsecureAuth: true,
        onAuth(_auth, _session, done) {
          commands.push('AUTH');
          done(null, { user: 'me' });
        },
        onMailFrom(_address, _session, done) {
          commands.push('MAIL');
          done();
        },
      });
      const mailer = mailerFor(`smtp://me:pw@127.0.0.2:${catcher.port}`);
      await failure(mailer.send(mail, deadline()));
      expect(commands).toEqual([]);
    });
  });
});
