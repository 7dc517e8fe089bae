/** An SMTP server, as mails are handed in to it. */
export interface SmtpServerAddress {
  host: string;
  port: number;
  /** TLS from the first byte on; otherwise by STARTTLS (RFC 3207). */
  implicitTls: boolean;
  /** Without TLS mails are handed to this machine itself alone. */
  requireTls: boolean;
  credentials?: { user: string; pass: string } | undefined;
}

const submissionPort = 587; // RFC 6409 §3.1
const submissionsPort = 465; // RFC 8314 §7.3

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`; the port and the credentials may be left out, and
 * reserved characters in the latter are percent-encoded. Undefined for anything else.
 */
export function parseSmtpUrl(text: string): SmtpServerAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return undefined;
  const [user, pass] = [decode(url.username), decode(url.password)];
  if (user === undefined || pass === undefined || (user === '') !== (pass === '')) return undefined;
  const implicitTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (implicitTls ? submissionsPort : submissionPort) : Number(url.port),
    implicitTls,
    requireTls: !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname),
    credentials: user === '' ? undefined : { user, pass },
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
