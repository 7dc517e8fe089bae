import * as development from '@latchkey/development';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import fc from 'fast-check';
import { createSoftwareAuthenticator } from '../testing/software-authenticator';
import { testPublicUrl } from '../testing/test-directory';
import { longestAnswer } from './browser-answer';
import { startPasskeyRoom, type PasskeyRoom } from './testing/passkey-room';

type Member = 'clientDataJSON' | 'authenticatorData' | 'signature' | 'userHandle' | 'attestationObject';

const refusedAssertion = { status: 'UNAUTHENTICATED' };
const refusedAttestation = { status: 'INVALID_ARGUMENT' };
const runs = { numRuns: 100 };

// Each run asks the directory over the network, several times.
jest.setTimeout(60_000);

describe('what is no answer of a passkey', () => {
  let room: PasskeyRoom;
  let authenticator: ReturnType<typeof createSoftwareAuthenticator>;
  const authenticatorOfBob = createSoftwareAuthenticator({ origin: testPublicUrl });
  let sessionToken: string;

  beforeAll(async () => {
    room = await startPasskeyRoom({ development });
    authenticator = createSoftwareAuthenticator({ origin: testPublicUrl });
    await room.addUserWithPasskey('Ada', authenticator);
    sessionToken = await room.session(await room.addUser('Bob'));
  });

  afterAll(() => room.close());

  const assert = (responseJson: string) => room.authentication.authenticateWithPasskey({ responseJson });
  const register = (responseJson: string) =>
    room.credentials.registerPasskey({ sessionToken, responseJson, name: 'Key', language: 'en' });
  const assertion = async () => authenticator.get(await room.options());
  const attestation = async () =>
    authenticatorOfBob.create(
      (await room.credentials.startPasskeyRegistration({ sessionToken })).optionsJson,
    );

  const refuse = async (responseJson: string) => {
    await expect(assert(responseJson)).rejects.toMatchObject(refusedAssertion);
    await expect(register(responseJson)).rejects.toMatchObject(refusedAttestation);
  };

  it('is refused when it is arbitrary text or JSON', async () => {
    const json = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json(), fc.json({ maxDepth: 6 }));
    await fc.assert(fc.asyncProperty(json, refuse), runs);
  });

  it('is refused when it is shaped like one and holds arbitrary values', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const value = fc.oneof(text, fc.jsonValue());
    const response = fc.record(
      {
        clientDataJSON: value,
        authenticatorData: value,
        signature: value,
        userHandle: value,
        attestationObject: value,
        transports: value,
      },
      { requiredKeys: [] },
    );
    const answer = fc.record({ id: text, rawId: text, type: fc.constant('public-key'), response });
    await fc.assert(
      fc.asyncProperty(answer, (arbitrary) => refuse(JSON.stringify(arbitrary))),
      runs,
    );
  });

  it('is refused when any byte of a right one is another', async () => {
    const members = fc.constantFrom<Member>('clientDataJSON', 'authenticatorData', 'signature', 'userHandle');
    const right = await assertion();
    await fc.assert(
      fc.asyncProperty(members, fc.nat(), fc.integer({ min: 1, max: 255 }), async (member, at, change) => {
        const changed = changeByte(right, member, at, change);
        await expect(assert(JSON.stringify(changed))).rejects.toMatchObject(refusedAssertion);
      }),
      { numRuns: 200 },
    );
    await expect(assert(JSON.stringify(right))).resolves.toBeDefined();
  });

  it('is refused when the data of a right one is cut or lengthened', async () => {
    const right = await assertion();
    const members = fc.constantFrom<Member>('clientDataJSON', 'authenticatorData', 'signature');
    await fc.assert(
      fc.asyncProperty(members, fc.nat(), fc.uint8Array({ maxLength: 9 }), async (member, at, added) => {
        const { [member]: text = '' } = right.response as Partial<Record<Member, string>>;
        const bytes = Buffer.from(text, 'base64url');
        const kept = bytes.subarray(0, at % (bytes.length + 1));
        const changed = Buffer.concat([kept, added]);
        fc.pre(!changed.equals(bytes));
        const response = { ...right.response, [member]: changed.toString('base64url') };
        await expect(assert(JSON.stringify({ ...right, response }))).rejects.toMatchObject(refusedAssertion);
      }),
      runs,
    );
  });

  // A new passkey without an attestation signs nothing: a changed key is another key. What has to hold is that
  // nothing breaks, and that what is stored is what was checked.
  it('adds a passkey as it says, or none, whatever byte of a new one is changed', async () => {
    const members = fc.constantFrom<Member>('clientDataJSON', 'attestationObject');
    await fc.assert(
      fc.asyncProperty(members, fc.nat(), fc.integer({ min: 1, max: 255 }), async (member, at, change) => {
        const right = await attestation();
        const changed = changeByte(right, member, at, change);
        const outcome = await register(JSON.stringify(changed)).catch((error: unknown) => error);
        const { rows } = await room.directory.pool.query<{ credential_id: Buffer }>(
          `DELETE FROM passkeys USING users WHERE passkeys.subject = users.subject AND users.name = 'Bob'
           RETURNING credential_id`,
        );
        if (outcome instanceof Error) expect(outcome).toMatchObject(refusedAttestation);
        expect(rows).toHaveLength(outcome instanceof Error ? 0 : 1);
        for (const row of rows) expect(row.credential_id.toString('base64url')).toBe(right.id);
      }),
      runs,
    );
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a very deep list', '['.repeat(longestAnswer)],
    ['an object with a prototype', '{"__proto__":{"id":"AAAA"}}'],
    ['a megabyte', `"${'A'.repeat(1_000_000)}"`],
  ])('is refused when it is %s', (_, json) => refuse(json));

  it('is refused when CBOR in it is nested or counted beyond its end', async () => {
    const right = await attestation();
    for (const bytes of [
      Buffer.alloc(8_000, 0x81),
      Buffer.from('9bffffffffffffffff', 'hex'),
      Buffer.from('bb00000000ffffffff', 'hex'),
      Buffer.from('5affffffff', 'hex'),
      Buffer.alloc(0),
    ]) {
      const response = { ...right.response, attestationObject: bytes.toString('base64url') };
      await expect(register(JSON.stringify({ ...right, response }))).rejects.toMatchObject(
        refusedAttestation,
      );
    }
  });

  it('is refused when it is longer than 16 KiB, however right', async () => {
    const right = { ...(await assertion()), padding: '' };
    const room = longestAnswer - Buffer.byteLength(JSON.stringify(right));
    const long = JSON.stringify({ ...right, padding: 'x'.repeat(room + 1) });
    await expect(assert(long)).rejects.toMatchObject(refusedAssertion);
    await expect(assert(JSON.stringify({ ...right, padding: 'x'.repeat(room) }))).resolves.toBeDefined();
  });

  it('is refused when an identifier is spelled another way', async () => {
    const right = await assertion();
    for (const id of [
      `${right.id}=`,
      ` ${right.id}`,
      right.id.replace(/.$/, otherSpelling),
      right.id.slice(0, 21),
    ]) {
      const answer = { ...right, id, rawId: id };
      await expect(assert(JSON.stringify(answer))).rejects.toMatchObject(refusedAssertion);
    }
    const twoNames = { ...right, rawId: 'A'.repeat(43) };
    await expect(assert(JSON.stringify(twoNames))).rejects.toMatchObject(refusedAssertion);
  });

  it('never shows in the log as an error of ours', () => {
    expect(room.directory.logged()).not.toContain('"level":"error"');
  });
});

/** The next character: of the last of 43 two bits say nothing. */
function otherSpelling(last: string): string {
  return String.fromCharCode(last.charCodeAt(0) + 1);
}

function changeByte<Answer extends AuthenticationResponseJSON | RegistrationResponseJSON>(
  answer: Answer,
  member: Member,
  at: number,
  change: number,
): Answer {
  const { [member]: text = '' } = answer.response as Partial<Record<Member, string>>;
  const bytes = Buffer.from(text, 'base64url');
  const index = at % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ change, index);
  return { ...answer, response: { ...answer.response, [member]: bytes.toString('base64url') } };
}
