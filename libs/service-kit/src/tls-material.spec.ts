import { ensureCertificates } from '@latchkey/development';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from './startup-error';
import { readTlsMaterial } from './tls-material';

const day = 24 * 60 * 60 * 1000;
const made = new Date('2030-01-01T00:00:00Z');
const after = (days: number) => new Date(made.getTime() + days * day);

describe('readTlsMaterial', () => {
  let directory: string;
  const file = (name: string) => join(directory, name);
  const read = (changes: Record<string, string> = {}, now = after(1)) =>
    readTlsMaterial(
      {
        LATCHKEY_TLS_CA_FILE: file('ca.pem'),
        LATCHKEY_TLS_CERT_FILE: file('token-issuer.pem'),
        LATCHKEY_TLS_KEY_FILE: file('token-issuer.key'),
        ...changes,
      },
      now,
    );
  const refusal = async (changes: Record<string, string>, now?: Date) => {
    const error: unknown = await read(changes, now).catch((thrown: unknown) => thrown);
    if (!(error instanceof StartupError)) throw error;
    return error.message;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-tls-'));
    await ensureCertificates({ directory, services: ['token-issuer', 'directory'], clock: () => made });
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('returns the three files as they are', async () => {
    expect(await read()).toEqual({
      ca: await readFile(file('ca.pem')),
      cert: await readFile(file('token-issuer.pem')),
      key: await readFile(file('token-issuer.key')),
    });
  });

  it.each(['LATCHKEY_TLS_CA_FILE', 'LATCHKEY_TLS_CERT_FILE', 'LATCHKEY_TLS_KEY_FILE'])(
    'names %s and its file when that cannot be read',
    async (setting) => {
      const absent = file('absent.pem');
      expect(await refusal({ [setting]: absent })).toBe(
        `${setting} (${absent}) cannot be read: check that the file exists and may be read.`,
      );
      expect(await refusal({ [setting]: directory })).toContain(`${setting} (${directory}) cannot be read`);
    },
  );

  it.each(['LATCHKEY_TLS_CA_FILE', 'LATCHKEY_TLS_CERT_FILE'])(
    'refuses %s that is no PEM certificate: text, another kind of PEM, DER',
    async (setting) => {
      const certificate = new X509Certificate(await readFile(file('token-issuer.pem')));
      await writeFile(file('text.pem'), 'not a certificate');
      await writeFile(file('der.pem'), certificate.raw);
      for (const wrong of ['text.pem', 'der.pem', 'token-issuer.key']) {
        expect(await refusal({ [setting]: file(wrong) })).toBe(
          `${setting} (${file(wrong)}) is not a PEM certificate.`,
        );
      }
    },
  );

  it('refuses a key file that holds no key, and does not repeat what it holds', async () => {
    await writeFile(file('wrong.key'), 'hunter2');
    for (const wrong of ['wrong.key', 'token-issuer.pem']) {
      expect(await refusal({ LATCHKEY_TLS_KEY_FILE: file(wrong) })).toBe(
        `LATCHKEY_TLS_KEY_FILE (${file(wrong)}) is not an unencrypted PEM private key.`,
      );
    }
  });

  it('refuses the key of another certificate', async () => {
    expect(await refusal({ LATCHKEY_TLS_KEY_FILE: file('directory.key') })).toBe(
      'LATCHKEY_TLS_KEY_FILE does not belong to the certificate in LATCHKEY_TLS_CERT_FILE.',
    );
  });

  it('refuses a certificate once it has expired, and says when that was', async () => {
    const { validTo } = new X509Certificate(await readFile(file('token-issuer.pem')));
    const end = new Date(validTo);
    await expect(read({}, new Date(end.getTime() - 1000))).resolves.toBeDefined();
    expect(await refusal({}, end)).toBe(
      `LATCHKEY_TLS_CERT_FILE (${file('token-issuer.pem')}) expired on ${validTo}: put a renewed certificate there.`,
    );
  });

  it('refuses an authority that has expired', async () => {
    expect(await refusal({}, after(6 * 365))).toMatch(/^LATCHKEY_TLS_CA_FILE .* expired on /);
  });

  it('refuses a certificate that is not valid yet', async () => {
    expect(await refusal({}, after(-1))).toMatch(
      /^LATCHKEY_TLS_CA_FILE .* is valid only from .*: check the clock\.$/,
    );
  });
});
