import { generateKeyPairSync } from 'node:crypto';
import * as development from '@latchkey/development';
import { AuthenticationService, SecondFactor, SessionService } from '@latchkey/contracts';
import { createSoftwareAuthenticator, type Deviation } from '../testing/software-authenticator';
import { testPublicUrl } from '../testing/test-directory';
import type { User } from '../user/user-repository';
import { startPasskeyRoom, type PasskeyRoom } from './testing/passkey-room';
import { userHandleOf } from './user-handle';

const origin = testPublicUrl;
const refused = { status: 'UNAUTHENTICATED', message: 'AuthenticateWithPasskey: the passkey does not hold' };
const tenMinutes = 10 * 60;
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

describe('signing in with a passkey', () => {
  let room: PasskeyRoom;
  let authenticator: ReturnType<typeof createSoftwareAuthenticator>;
  let ada: User;

  beforeAll(async () => {
    room = await startPasskeyRoom({ development });
  });

  beforeEach(async () => {
    await room.clear();
    authenticator = createSoftwareAuthenticator({ origin });
    ada = await room.addUserWithPasskey('Ada', authenticator);
  });

  afterAll(() => room.close());

  describe('as first factor', () => {
    it('asks for any passkey that verifies its user, and writes nothing', async () => {
      const options = JSON.parse(await room.options()) as Record<string, unknown>;
      expect(options).toEqual({
        challenge: expect.stringMatching(/^[A-Za-z0-9_-]{72}$/) as string,
        timeout: 600_000,
        rpId: 'auth.example.com',
        userVerification: 'required',
      });
      const used = await room.usedChallenges();
      expect(new Set([await room.options(), await room.options()]).size).toBe(2);
      expect(await room.usedChallenges()).toBe(used);
    });

    it.each([
      ['in hardware', { synced: false }, 'hwk'],
      ['that is copied between devices', { synced: true }, 'swk'],
      ['that signs with EdDSA', { algorithm: -8 as const }, 'hwk'],
      ['that signs with RS256', { algorithm: -257 as const }, 'hwk'],
      ['that does not count', { counts: false }, 'hwk'],
    ])('is enough with a passkey %s', async (_, properties, method) => {
      const own = createSoftwareAuthenticator({ origin, ...properties });
      const bob = await room.addUserWithPasskey('Bob', own);
      for (let time = 0; time < 2; time += 1) {
        expect(await room.present(own.get(await room.options()))).toMatchObject({
          subject: bob.subject,
          email: bob.email,
          amr: [method, 'user', 'mfa'],
          acr: 'phr',
          sufficient: true,
        });
      }
    });

    it('leads to a session', async () => {
      const authentication = await room.present(authenticator.get(await room.options()));
      const sessions = await room.directory.as('authorization-frontend', SessionService);
      const { session } = await sessions.createSession({
        authenticationToken: authentication?.authenticationToken ?? '',
      });
      expect(session).toMatchObject({ user: { subject: ada.subject }, amr: ['hwk', 'user', 'mfa'] });
    });

    it('notes the use and the counter', async () => {
      room.directory.advance(100);
      await room.present(authenticator.get(await room.options(), { signCount: 4_294_967_295 }));
      const { rows } = await room.directory.pool.query(`SELECT sign_count, last_used_at FROM passkeys`);
      expect(rows).toEqual([{ sign_count: '4294967295', last_used_at: room.directory.now() }]);
    });

    it.each<[string, Deviation]>([
      ['another origin', { origin: 'https://auth.example.com.evil.example' }],
      ['another port', { origin: 'https://auth.example.com:8443' }],
      ['another RP ID', { rpId: 'example.com' }],
      ['a frame of another origin', { crossOrigin: true }],
      ['a page above ours', { crossOrigin: true, topOrigin: 'https://evil.example' }],
      ['the other ceremony', { type: 'webauthn.create' }],
      ['a payment', { type: 'payment.get' }],
      ['no challenge', { challenge: '' }],
      ['a challenge of its own', { challenge: 'A'.repeat(72) }],
      ['nobody present', { userPresent: false }],
      ['a user not verified', { verifiesUser: false }],
      ['no user handle', { userHandle: '' }],
      [
        'the user handle of somebody else',
        { userHandle: userHandleOf('00000000-0000-4000-8000-000000000000') },
      ],
      ['a user handle with something behind it', { userHandle: `${'A'.repeat(22)}AA` }],
      ['a key of its own', { privateKey: otherKey }],
      ['a passkey that was in hardware and is a copy now', { synced: true }],
      ['flags that contradict each other', { backedUp: true }],
    ])('refuses an answer for %s, in the same words', async (_, deviation) => {
      const used = await room.usedChallenges();
      const answer = authenticator.get(await room.options(), deviation);
      await expect(room.present(answer)).rejects.toMatchObject(refused);
      expect(await room.usedChallenges()).toBe(used);
      expect(await room.present(authenticator.get(await room.options()))).toMatchObject({ sufficient: true });
    });

    it('refuses an answer that was used, and another one for its challenge, without a counter too', async () => {
      const simple = createSoftwareAuthenticator({ origin, counts: false });
      await room.addUserWithPasskey('Bob', simple);
      const options = await room.options();
      const answer = simple.get(options);
      await room.present(answer);
      await expect(room.present(answer)).rejects.toMatchObject(refused);
      await expect(room.present(simple.get(options))).rejects.toMatchObject(refused);
    });

    it('refuses at one replica what another has seen, and takes its challenges', async () => {
      const replica = await room.directory.replica();
      const other = await replica.as('authorization-frontend', AuthenticationService);
      const responseJson = JSON.stringify(authenticator.get(await room.options()));
      const { authentication } = await other.authenticateWithPasskey({ responseJson });
      expect(authentication?.sufficient).toBe(true);
      await expect(room.present(JSON.parse(responseJson) as object)).rejects.toMatchObject(refused);
    });

    it('takes a challenge for ten minutes, and no longer', async () => {
      const [inTime, late] = [await room.options(), await room.options()];
      room.directory.advance(tenMinutes - 1);
      await expect(room.present(authenticator.get(inTime))).resolves.toBeDefined();
      room.directory.advance(1);
      await expect(room.present(authenticator.get(late))).rejects.toMatchObject(refused);
    });

    it('refuses a passkey that nobody has', async () => {
      const stranger = createSoftwareAuthenticator({ origin });
      const { optionsJson } = await room.credentials.startPasskeyRegistration({
        sessionToken: await room.session(await room.addUser('Bob')),
      });
      stranger.create(optionsJson);
      await expect(room.present(stranger.get(await room.options()))).rejects.toMatchObject(refused);
    });

    it('refuses a passkey that was removed, and one of a user who was', async () => {
      const own = createSoftwareAuthenticator({ origin });
      const bob = await room.addUserWithPasskey('Bob', own);
      const [first, second] = [await room.options(), await room.options()];
      await room.directory.pool.query(`DELETE FROM passkeys WHERE subject = $1`, [ada.subject]);
      await expect(room.present(authenticator.get(first))).rejects.toMatchObject(refused);
      await room.directory.pool.query(`DELETE FROM users WHERE subject = $1`, [bob.subject]);
      await expect(room.present(own.get(second))).rejects.toMatchObject(refused);
    });

    it.each([
      ['stands still', 5],
      ['goes back', 4],
      ['goes back to nothing', 0],
    ])('refuses a counter that %s, and puts it into the audit log', async (_, signCount) => {
      await room.present(authenticator.get(await room.options(), { signCount: 5 }));
      const copy = authenticator.get(await room.options(), { signCount });
      await expect(room.present(copy)).rejects.toMatchObject(refused);
      const { rows } = await room.directory.pool.query(`SELECT passkey_id, sign_count FROM passkeys`);
      expect(rows).toMatchObject([{ sign_count: '5' }]);
      expect(await room.audited('credential.passkey_copy_suspected')).toMatchObject([
        {
          subject: ada.subject,
          remoteAddress: '203.0.113.7',
          details: { passkey_id: (rows[0] as { passkey_id: string }).passkey_id },
        },
      ]);
    });

    it('suspects no copy because of a counter that nobody signed', async () => {
      await room.present(authenticator.get(await room.options(), { signCount: 5 }));
      const forged = authenticator.get(await room.options(), { signCount: 4, privateKey: otherKey });
      await expect(room.present(forged)).rejects.toMatchObject(refused);
      expect(await room.audited('credential.passkey_copy_suspected')).toEqual([]);
    });
  });

  describe('as second factor', () => {
    it('asks for the passkeys of the user alone, and does not insist on verifying the user again', async () => {
      const token = await room.showPassword(ada);
      const { authentication } = await room.authentication.getAuthentication({ authenticationToken: token });
      expect(authentication).toMatchObject({
        sufficient: false,
        secondFactors: [SecondFactor.PASSKEY, SecondFactor.RECOVERY_CODE],
      });
      expect(JSON.parse(await room.options(token))).toMatchObject({
        rpId: 'auth.example.com',
        userVerification: 'preferred',
        allowCredentials: authenticator.passkeys.map(({ credentialId }) => ({
          type: 'public-key',
          id: credentialId.toString('base64url'),
          transports: ['usb'],
        })),
      });
    });

    it.each<[string, Deviation, string[]]>([
      ['that verifies its user', {}, ['pwd', 'hwk', 'user', 'mfa']],
      ['that does not', { verifiesUser: false }, ['pwd', 'hwk', 'mfa']],
      ['that gives no user handle', { userHandle: '' }, ['pwd', 'hwk', 'user', 'mfa']],
    ])('is enough after a password with a passkey %s', async (_, deviation, amr) => {
      const token = await room.showPassword(ada);
      const answer = authenticator.get(await room.options(token), deviation);
      expect(await room.present(answer, token)).toMatchObject({
        authenticationToken: token,
        subject: ada.subject,
        amr,
        acr: 'phr',
        sufficient: true,
      });
    });

    it('refuses the passkey of somebody else, and puts it into the audit log', async () => {
      const own = createSoftwareAuthenticator({ origin });
      const bob = await room.addUserWithPasskey('Bob', own);
      const [tokenOfAda, tokenOfBob] = [await room.showPassword(ada), await room.showPassword(bob)];
      const answer = own.get(await room.options(tokenOfBob));
      await expect(room.present(answer, tokenOfAda)).rejects.toMatchObject(refused);
      const { challenge } = JSON.parse(await room.options(tokenOfAda)) as { challenge: string };
      const forAda = own.get(await room.options(tokenOfBob), { challenge });
      await expect(room.present(forAda, tokenOfAda)).rejects.toMatchObject(refused);
      expect(await room.audited('user.second_factor_failed')).toMatchObject([
        { subject: ada.subject, remoteAddress: '203.0.113.7', details: { factor: 'passkey' } },
        { subject: ada.subject },
      ]);
    });

    it('refuses the user handle of somebody else', async () => {
      const token = await room.showPassword(ada);
      const answer = authenticator.get(await room.options(token), { userHandle: 'A'.repeat(22) });
      await expect(room.present(answer, token)).rejects.toMatchObject(refused);
    });

    it('takes no answer for one place at another', async () => {
      const token = await room.showPassword(ada);
      const first = authenticator.get(await room.options());
      const second = authenticator.get(await room.options(token));
      await expect(room.present(first, token)).rejects.toMatchObject(refused);
      await expect(room.present(second)).rejects.toMatchObject(refused);
      const sessionToken = await room.session(await room.addUser('Bob'));
      const { optionsJson } = await room.credentials.startPasskeyRegistration({ sessionToken });
      const { challenge } = JSON.parse(optionsJson) as { challenge: string };
      const registering = authenticator.get(await room.options(), { challenge });
      await expect(room.present(registering)).rejects.toMatchObject(refused);
    });

    it('finds no authentication that is unknown or ended', async () => {
      const token = await room.showPassword(ada);
      const answer = authenticator.get(await room.options(token));
      room.directory.advance(tenMinutes);
      for (const unknown of [token, 'A'.repeat(43), 'no token']) {
        await expect(room.options(unknown)).rejects.toMatchObject({ status: 'NOT_FOUND' });
        await expect(room.present(answer, unknown)).rejects.toMatchObject({ status: 'NOT_FOUND' });
      }
    });

    it('has no options for a user without a passkey', async () => {
      const token = await room.showPassword(await room.addUser('Bob'));
      await expect(room.options(token)).rejects.toMatchObject({ status: 'FAILED_PRECONDITION' });
    });

    it('checks five answers of an authentication, and records no more', async () => {
      const token = await room.showPassword(ada);
      for (let time = 0; time < 5; time += 1) {
        await expect(room.present({}, token)).rejects.toMatchObject(refused);
      }
      const right = authenticator.get(await room.options(token));
      await expect(room.present(right, token)).rejects.toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
      expect(await room.audited('user.second_factor_failed')).toHaveLength(5);
    });
  });

  it.each([
    ['that counts', true],
    ['that does not', false],
  ])('lets one of twenty through who show the same answer of a passkey %s at once', async (_, counts) => {
    const own = createSoftwareAuthenticator({ origin, counts });
    await room.addUserWithPasskey('Bob', own);
    const answer = own.get(await room.options());
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => room.present(answer)));
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failures).toHaveLength(19);
    for (const { reason } of failures) expect(reason).toMatchObject(refused);
    expect(await room.audited('credential.passkey_copy_suspected')).toEqual([]);
  });

  it('lets one of several through who show answers with the same counter at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => authenticator.get(await room.options(), { signCount: 9 })),
    );
    const outcomes = await Promise.allSettled(answers.map((answer) => room.present(answer)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await room.audited('credential.passkey_copy_suspected')).toHaveLength(4);
  });

  it('logs nothing of an answer', async () => {
    const answer = authenticator.get(await room.options());
    await room.present(answer);
    await expect(room.present(answer)).rejects.toMatchObject(refused);
    for (const secret of [answer.id, answer.response.signature, answer.response.clientDataJSON]) {
      expect(room.directory.logged()).not.toContain(secret);
    }
  });

  it('serves the front end alone', async () => {
    for (const caller of ['resource-gateway', 'token-issuer', 'demo-api']) {
      const other = await room.directory.as(caller, AuthenticationService);
      const denied = { status: 'PERMISSION_DENIED' };
      await expect(other.startPasskeyAuthentication({})).rejects.toMatchObject(denied);
      await expect(other.authenticateWithPasskey({})).rejects.toMatchObject(denied);
    }
  });
});
