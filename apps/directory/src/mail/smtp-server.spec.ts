import { parseSmtpUrl } from './smtp-server';

describe('parseSmtpUrl', () => {
  it('reads server, port and credentials', () => {
    expect(parseSmtpUrl('smtp://me%40example.com:p%3Aw@mail.example.com:2525')).toEqual({
      host: 'mail.example.com',
      port: 2525,
      implicitTls: false,
      requireTls: true,
      credentials: { user: 'me@example.com', pass: 'p:w' },
    });
    expect(parseSmtpUrl('smtps://[2001:db8::1]/')).toEqual({
      host: '2001:db8::1',
      port: 465,
      implicitTls: true,
      requireTls: true,
      credentials: undefined,
    });
    expect(parseSmtpUrl('smtp://mail.example.com')?.port).toBe(587);
  });

  it('does without TLS on this machine alone', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(parseSmtpUrl(`smtp://${host}:25`)?.requireTls).toBe(false);
    }
    for (const host of ['127.0.0.2', 'localhost.example.com', '10.0.0.1']) {
      expect(parseSmtpUrl(`smtp://${host}:25`)?.requireTls).toBe(true);
    }
  });

  it.each([
    'mail.example.com:587',
    'http://mail.example.com',
    'smtp://',
    'smtp://me@mail.example.com',
    'smtp://:pw@mail.example.com',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?secure=false',
    'smtp://%ff:pw@mail.example.com',
  ])('refuses %s', (url) => {
    expect(parseSmtpUrl(url)).toBeUndefined();
  });
});
