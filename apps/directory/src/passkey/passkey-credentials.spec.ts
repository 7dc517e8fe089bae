import { randomBytes, sign, type KeyObject } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { CredentialService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { withTransaction } from '@latchkey/storage';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import type { CborValue } from '../testing/cbor';
import { createSoftwareAuthenticator, keyPair, type Deviation } from '../testing/software-authenticator';
import { testPublicUrl } from '../testing/test-directory';
import type { User } from '../user/user-repository';
import { startPasskeyRoom, type PasskeyRoom } from './testing/passkey-room';
import { userHandleOf } from './user-handle';

const origin = testPublicUrl;
const refused = { status: 'INVALID_ARGUMENT', message: 'RegisterPasskey: the answer proves no passkey' };
const tenMinutes = 10 * 60;

describe('passkeys in the account', () => {
  let room: PasskeyRoom;
  let authenticator: ReturnType<typeof createSoftwareAuthenticator>;
  let ada: User;
  let sessionToken: string;

  beforeAll(async () => {
    room = await startPasskeyRoom({ development });
  });

  beforeEach(async () => {
    await room.clear();
    authenticator = createSoftwareAuthenticator({ origin });
    ada = await room.addUser('Ada');
    sessionToken = await room.session(ada);
  });

  afterAll(() => room.close());

  const start = async (token = sessionToken) =>
    (await room.credentials.startPasskeyRegistration({ sessionToken: token })).optionsJson;
  const register = (response: object, change: { sessionToken?: string; name?: string } = {}) =>
    room.credentials.registerPasskey({
      sessionToken,
      responseJson: JSON.stringify(response),
      name: 'Key',
      language: 'en',
      ...change,
    });
  const list = () => room.credentials.listCredentials({ sessionToken });
  const remove = (passkeyId: string, token = sessionToken) =>
    room.credentials.deletePasskey({ sessionToken: token, passkeyId, language: 'de' });
  const mails = async () => {
    const { rows } = await room.directory.pool.query<{ kind: string; recipient: string; language: string }>(
      `SELECT kind, recipient, language FROM outbox ORDER BY kind`,
    );
    return rows;
  };

  describe('are added', () => {
    it('for a user who is named by 16 random bytes, discoverable, of any maker', async () => {
      const { passkey } = await room.register(sessionToken, createSoftwareAuthenticator({ origin }));
      expect(passkey).toBeDefined();
      const options = JSON.parse(await start()) as Record<string, unknown>;
      expect(options).toEqual({
        rp: { id: 'auth.example.com', name: 'auth.example.com' },
        user: { id: userHandleOf(ada.subject), name: ada.email, displayName: 'Ada' },
        challenge: expect.stringMatching(/^[A-Za-z0-9_-]{72}$/) as string,
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        timeout: 600_000,
        excludeCredentials: [{ type: 'public-key', id: expect.any(String) as string, transports: ['usb'] }],
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'preferred',
        },
        attestation: 'none',
      });
      expect(Buffer.from(userHandleOf(ada.subject), 'base64url')).toHaveLength(16);
    });

    it('with recovery codes beside the first, a mail and an entry in the audit log', async () => {
      const first = await room.register(sessionToken, authenticator);
      expect(first.passkey).toMatchObject({ name: 'Key', synced: false });
      expect(first.passkey?.createTime && timestampDate(first.passkey.createTime)).toEqual(
        room.directory.now(),
      );
      expect(first.passkey?.lastUseTime).toBeUndefined();
      expect(first.recoveryCodes).toHaveLength(10);

      room.directory.advance(1);
      const copied = createSoftwareAuthenticator({ origin, synced: true });
      const second = await room.register(sessionToken, copied);
      expect(second.passkey?.synced).toBe(true);
      expect(second.recoveryCodes).toEqual([]);

      const ids = [second, first].map(({ passkey }) => passkey?.passkeyId ?? '');
      expect((await list()).passkeys.map(({ passkeyId }) => passkeyId)).toEqual(ids);
      expect((await list()).recoveryCodesLeft).toBe(10);
      expect(await mails()).toEqual(
        ids.map(() => ({ kind: 'passkey_added', recipient: ada.email, language: 'en' })),
      );
      expect(await room.audited('credential.passkey_added')).toMatchObject(
        ids.map((id, index) => ({
          subject: ada.subject,
          details: { passkey_id: id, synced: String(index === 0) },
        })),
      );
    });

    it('and end the other sessions that were begun with a password alone', async () => {
      const elsewhere = await room.session(ada);
      await room.register(sessionToken, authenticator);
      await expect(room.credentials.listCredentials({ sessionToken: elsewhere })).rejects.toMatchObject({
        status: 'UNAUTHENTICATED',
      });
      expect((await list()).passkeys).toHaveLength(1);
    });

    it.each([-7, -8, -257] as const)('with keys of the algorithm %s', async (algorithm) => {
      await room.register(sessionToken, createSoftwareAuthenticator({ origin, algorithm }));
      expect((await list()).passkeys).toHaveLength(1);
    });

    it('without verifying the user, and then work as second factor', async () => {
      const simple = createSoftwareAuthenticator({ origin, verifiesUser: false });
      await room.register(sessionToken, simple);
      const token = await room.showPassword(ada);
      const shown = await room.present(simple.get(await room.options(token)), token);
      expect(shown?.sufficient).toBe(true);
      await expect(room.present(simple.get(await room.options()))).rejects.toMatchObject({
        status: 'UNAUTHENTICATED',
      });
    });

    it.each([
      ['as typed, without what cannot be shown', ' My\u0000 laptop\n', 'My laptop'],
      ['of 100 characters', '🔑'.repeat(100), '🔑'.repeat(100)],
      ['of nobody', ' \n', 'Passkey'],
    ])('under a name %s', async (_, name, kept) => {
      const { passkey } = await register(authenticator.create(await start()), { name });
      expect(passkey?.name).toBe(kept);
    });

    it.each(['🔑'.repeat(101), 'x'.repeat(100_000)])('under no longer name', async (name) => {
      await expect(register(authenticator.create(await start()), { name })).rejects.toMatchObject({
        status: 'INVALID_ARGUMENT',
      });
    });

    it('without transports that cannot be any', async () => {
      const answer = authenticator.create(await start());
      const transports = ['usb', 'usb', 'x y', '', 'X', 'y'.repeat(33), ...'abcdefghijkl'];
      await register({ ...answer, response: { ...answer.response, transports } });
      const odd = authenticator.create(await start());
      await register({ ...odd, response: { ...odd.response, transports: [1] } });
      const { rows } = await room.directory.pool.query(`SELECT transports FROM passkeys`);
      expect(rows).toEqual([{ transports: ['usb', ...'abcdefghi'] }, { transports: [] }]);
    });

    it('with an attestation that the passkey itself signed', async () => {
      const { privateKey, publicKey } = keyPair(-7);
      const options = await start();
      const packed = (key: KeyObject, more: [string, CborValue][] = []) =>
        register(
          authenticator.create(options, {
            publicKey,
            attest: (signed) => {
              const sig = sign('sha256', signed, key);
              return {
                fmt: 'packed',
                attStmt: new Map<string, CborValue>([['alg', -7], ['sig', sig], ...more]),
              };
            },
          }),
        );
      await expect(packed(keyPair(-7).privateKey)).rejects.toMatchObject(refused);
      await expect(packed(privateKey, [['x5c', [randomBytes(100)]]])).rejects.toMatchObject(refused);
      await expect(packed(privateKey)).resolves.toBeDefined();
    });

    it.each<[string, Deviation]>([
      ['another origin', { origin: 'http://auth.example.com' }],
      ['another RP ID', { rpId: 'evil.example' }],
      ['a frame of another origin', { crossOrigin: true }],
      ['the other ceremony', { type: 'webauthn.get' }],
      ['a challenge of its own', { challenge: 'A'.repeat(72) }],
      ['nobody present', { userPresent: false }],
      ['an identifier of 15 bytes', { credentialId: randomBytes(15) }],
      ['an identifier of 1024 bytes', { credentialId: randomBytes(1024) }],
      ['flags that contradict each other', { backedUp: true }],
      ['an attestation of a format unknown', { attest: () => ({ fmt: 'mine', attStmt: new Map() }) }],
      ['an attestation of a maker', { attest: () => ({ fmt: 'fido-u2f', attStmt: new Map() }) }],
      ['a statement where there is none', { attest: () => ({ fmt: 'none', attStmt: new Map([['a', 1]]) }) }],
      ['no key', { publicKey: new Map() }],
      ['a key of another algorithm', { publicKey: new Map([...keyPair(-7).publicKey, [3, -35]]) }],
      ['a point off the curve', { publicKey: new Map([...keyPair(-7).publicKey, [-3, randomBytes(32)]]) }],
      [
        'an algorithm with a key of another kind',
        { publicKey: new Map([...keyPair(-7).publicKey, [3, -257]]) },
      ],
      ['an exponent of 1', { publicKey: new Map([...keyPair(-257).publicKey, [-2, Buffer.from([1])]]) }],
      ['a short modulus', { publicKey: new Map([...keyPair(-257).publicKey, [-1, randomBytes(128)]]) }],
    ])('never by an answer for %s', async (_, deviation) => {
      const answer = authenticator.create(await start(), deviation);
      await expect(register(answer)).rejects.toMatchObject(refused);
      expect((await list()).passkeys).toEqual([]);
      expect(await mails()).toEqual([]);
    });

    it('once by an answer, and once by a challenge', async () => {
      const options = await start();
      const answer = authenticator.create(options);
      await register(answer);
      await expect(register(answer)).rejects.toMatchObject(refused);
      await expect(register(authenticator.create(options))).rejects.toMatchObject(refused);
      expect((await list()).passkeys).toHaveLength(1);
    });

    it('once, whoever has them', async () => {
      const credentialId = randomBytes(32);
      await room.register(sessionToken, authenticator, { credentialId });
      const taken = { status: 'INVALID_ARGUMENT' };
      const bob = await room.session(await room.addUser('Bob'));
      await expect(room.register(bob, authenticator, { credentialId })).rejects.toMatchObject(taken);
      await expect(room.register(sessionToken, authenticator, { credentialId })).rejects.toMatchObject(taken);
      const { rows } = await room.directory.pool.query(`SELECT subject FROM passkeys`);
      expect(rows).toEqual([{ subject: ada.subject }]);
    });

    it('never under another identifier than the signed one', async () => {
      const answer = authenticator.create(await start());
      const id = randomBytes(32).toString('base64url');
      await expect(register({ ...answer, id, rawId: id })).rejects.toMatchObject(refused);
    });

    it('by the user alone for whom the challenge is, within ten minutes', async () => {
      const bob = await room.session(await room.addUser('Bob'));
      const foreign = authenticator.create(await start(bob));
      await expect(register(foreign)).rejects.toMatchObject(refused);
      const signingIn = { challenge: (JSON.parse(await room.options()) as { challenge: string }).challenge };
      await expect(register(authenticator.create(await start(), signingIn))).rejects.toMatchObject(refused);
      const late = authenticator.create(await start());
      room.directory.advance(tenMinutes);
      sessionToken = await room.session(ada);
      await expect(register(late)).rejects.toMatchObject(refused);
    });

    it('ten at most, however many come at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 15 }, async () => authenticator.create(await start())),
      );
      const outcomes = await Promise.allSettled(answers.map((answer) => register(answer)));
      const added = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      expect(added).toHaveLength(10);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') {
          expect(outcome.reason).toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
        }
      }
      const codes = added.flatMap(({ value }) => value.recoveryCodes);
      expect(codes).toHaveLength(10);
      expect((await list()).passkeys).toHaveLength(10);
      expect(await mails()).toHaveLength(10);
      expect(await room.audited('credential.passkey_added')).toHaveLength(10);
    });

    it('once by an answer that comes twenty times at once', async () => {
      const answer = authenticator.create(await start());
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => register(answer)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await list()).passkeys).toHaveLength(1);
    });
  });

  describe('are removed', () => {
    it('with the recovery codes beside the last, a mail and an entry in the audit log', async () => {
      const first = (await room.register(sessionToken, authenticator)).passkey?.passkeyId ?? '';
      const second = (await room.register(sessionToken, authenticator)).passkey?.passkeyId ?? '';
      await remove(first);
      expect((await list()).recoveryCodesLeft).toBe(10);
      await remove(second);
      expect(await list()).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
      expect((await mails()).filter(({ kind }) => kind === 'passkey_removed')).toEqual([
        { kind: 'passkey_removed', recipient: ada.email, language: 'de' },
        { kind: 'passkey_removed', recipient: ada.email, language: 'de' },
      ]);
      expect(await room.audited('credential.passkey_removed')).toHaveLength(2);
      const token = await room.showPassword(ada);
      const { authentication } = await room.authentication.getAuthentication({ authenticationToken: token });
      expect(authentication?.sufficient).toBe(true);
    });

    it('once: what is not there is no error, and changes nothing', async () => {
      const { passkey } = await room.register(sessionToken, authenticator);
      const other = await room.register(sessionToken, authenticator);
      const passkeyId = passkey?.passkeyId ?? '';
      await Promise.all(Array.from({ length: 10 }, () => remove(passkeyId)));
      for (const unknown of [passkeyId, '', 'no UUID', "'\u0000", 'x'.repeat(100_000)]) await remove(unknown);
      expect((await list()).passkeys.map(({ passkeyId }) => passkeyId)).toEqual([other.passkey?.passkeyId]);
      expect(await room.audited('credential.passkey_removed')).toHaveLength(1);
    });

    it('by their owner alone', async () => {
      const { passkey } = await room.register(sessionToken, authenticator);
      const bob = await room.session(await room.addUser('Bob'));
      await remove(passkey?.passkeyId ?? '', bob);
      expect((await list()).passkeys).toHaveLength(1);
    });

    it('while the user is deleted, or others are added, without a deadlock', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        ids.push((await room.register(sessionToken, authenticator)).passkey?.passkeyId ?? '');
      }
      const answers = await Promise.all([start(), start()]);
      const added = answers.map((options) => register(authenticator.create(options)));
      await Promise.all([...ids.map((id) => remove(id)), ...added]);
      expect((await list()).passkeys).toHaveLength(2);
      expect((await list()).recoveryCodesLeft).toBe(10);

      const left = (await list()).passkeys.map(({ passkeyId }) => passkeyId);
      await Promise.all([
        ...left.map((id) => remove(id).catch((error: unknown) => expect(error).toMatchObject(noSession))),
        room.directory.pool.query(`DELETE FROM users WHERE subject = $1`, [ada.subject]),
      ]);
      const { rowCount } = await room.directory.pool.query(`SELECT subject FROM recovery_codes`);
      expect(rowCount).toBe(0);
    });
  });

  const noSession = { status: 'UNAUTHENTICATED' };

  it('are for somebody signed in, and signed in ten minutes ago at most', async () => {
    const { passkey } = await room.register(sessionToken, authenticator);
    const answer = authenticator.create(await start());
    room.directory.advance(tenMinutes + 1);
    const passkeyId = passkey?.passkeyId ?? '';
    for (const [token, failure] of [
      [sessionToken, { status: 'FAILED_PRECONDITION' }],
      ['A'.repeat(43), noSession],
      ['', noSession],
    ] as const) {
      await expect(start(token)).rejects.toMatchObject(failure);
      await expect(register(answer, { sessionToken: token })).rejects.toMatchObject(failure);
      await expect(remove(passkeyId, token)).rejects.toMatchObject(failure);
    }
    expect((await list()).passkeys).toHaveLength(1);
  });

  it('add nothing when the audit log cannot have it', async () => {
    const { pool } = room.directory;
    await pool.query(
      `ALTER TABLE audit_events ADD CONSTRAINT broken CHECK (type <> 'credential.passkey_added')`,
    );
    await expect(room.register(sessionToken, authenticator)).rejects.toMatchObject({ status: 'INTERNAL' });
    await pool.query(`ALTER TABLE audit_events DROP CONSTRAINT broken`);
    expect(await list()).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
    expect(await mails()).toEqual([]);
  });

  it('leave recovery codes that are there as they are', async () => {
    await withTransaction(room.directory.pool, (db) => createRecoveryCodes(db).replace(ada.subject));
    expect((await room.register(sessionToken, authenticator)).recoveryCodes).toEqual([]);
  });

  it('serve the front end alone', async () => {
    for (const caller of ['resource-gateway', 'token-issuer', 'demo-api']) {
      const other = await room.directory.as(caller, CredentialService);
      const denied = { status: 'PERMISSION_DENIED' };
      await expect(other.startPasskeyRegistration({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.registerPasskey({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.deletePasskey({ sessionToken })).rejects.toMatchObject(denied);
    }
  });
});
