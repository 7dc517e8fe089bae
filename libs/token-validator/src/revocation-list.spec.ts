import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { RevocationSchema, RevocationService, WatchRevocationsResponseSchema } from '@latchkey/contracts';
import { createRevocationList, type RevocationList } from './revocation-list';
import type { RevocableToken } from './revoked-tokens';
import { startTestIssuer, type TestIssuer } from './testing/test-issuer';
import { start } from './testing/test-tokens';
import { until } from './testing/until';

const token: RevocableToken = {
  tokenId: 'token-1',
  grantId: 'grant-1',
  clientId: 'demo-web',
  originClientId: 'first-app',
  subject: 'ada',
  issueTime: new Date(start),
};
const quiet = { info: () => undefined, warn: () => undefined };

describe('createRevocationList', () => {
  let issuer: TestIssuer;
  let list: RevocationList;
  const watchRevocations = (options: { silenceMilliseconds?: number; maximumEntries?: number } = {}) =>
    createRevocationList({
      revocationService: issuer.connection.service(RevocationService),
      clock: issuer.clock,
      logger: quiet,
      ...options,
    });

  beforeEach(async () => {
    issuer = await startTestIssuer();
  });
  afterEach(async () => {
    list.close();
    await issuer.close();
  });

  it('is not current before the issuer has said everything', async () => {
    issuer.endless = true;
    issuer.revoke({ case: 'tokenId', value: 'token-1' });
    list = watchRevocations();
    expect(list.isCurrent()).toBe(false);
    await until(() => list.isRevoked(token));
    expect(list.isCurrent()).toBe(false);
    issuer.endless = false;
    await until(() => list.isCurrent());
  });

  it.each([
    ['its identifier', { case: 'tokenId', value: 'token-1' }],
    ['its grant', { case: 'grantId', value: 'grant-1' }],
    ['its client', { case: 'clientId', value: 'demo-web' }],
    ['the client of the first token', { case: 'clientId', value: 'first-app' }],
    ['its subject', { case: 'subject', value: 'ada' }],
  ] as const)(
    'tells of a token that was revoked by %s, before the stream and during it',
    async (_, revoked) => {
      issuer.revoke({ ...revoked, value: `other-${revoked.value}` });
      list = watchRevocations();
      await until(() => list.isCurrent());
      expect(list.isRevoked(token)).toBe(false);
      issuer.revoke(revoked);
      await until(() => list.isRevoked(token));
      list.close();
      list = watchRevocations();
      await until(() => list.isCurrent());
      expect(list.isRevoked(token)).toBe(true);
    },
  );

  it('revokes what a client and a subject got up to that second, and not what they got after it', async () => {
    issuer.time.now = start + 10_700;
    issuer.revoke({ case: 'clientId', value: 'demo-web' });
    issuer.revoke({ case: 'subject', value: 'bob' });
    list = watchRevocations();
    await until(() => list.isCurrent());
    const issuedAt = (seconds: number) => new Date(start + seconds * 1000);
    const exchanged = { ...token, clientId: 'api', originClientId: 'demo-web' };
    expect(list.isRevoked({ ...exchanged, issueTime: issuedAt(10) })).toBe(true);
    expect(list.isRevoked({ ...exchanged, issueTime: issuedAt(11) })).toBe(false);
    expect(list.isRevoked({ ...token, issueTime: issuedAt(10) })).toBe(true);
    expect(list.isRevoked({ ...token, issueTime: issuedAt(11) })).toBe(false);
    expect(list.isRevoked({ ...token, clientId: 'other', subject: 'bob', issueTime: issuedAt(10) })).toBe(
      true,
    );
    expect(list.isRevoked({ ...token, clientId: 'other', subject: 'bob', issueTime: issuedAt(11) })).toBe(
      false,
    );
  });

  it('does not take the identifier of one thing for another', async () => {
    issuer.revoke({ case: 'tokenId', value: 'grant-1' });
    issuer.revoke({ case: 'grantId', value: 'token-1' });
    issuer.revoke({ case: 'clientId', value: 'ada' });
    issuer.revoke({ case: 'subject', value: 'demo-web' });
    list = watchRevocations();
    await until(() => list.isCurrent());
    expect(list.isRevoked(token)).toBe(false);
    expect(list.isRevoked({ ...token, grantId: undefined })).toBe(false);
  });

  it('is not current when nothing is heard for a while, and current again after', async () => {
    list = watchRevocations({ silenceMilliseconds: 200 });
    await until(() => list.isCurrent());
    issuer.silent = true;
    await until(() => !list.isCurrent());
    issuer.silent = false;
    await until(() => list.isCurrent());
  });

  it('goes on where it stood when the stream breaks, and is current only after it has caught up', async () => {
    list = watchRevocations({ silenceMilliseconds: 300 });
    issuer.revoke({ case: 'tokenId', value: 'token-0' });
    await until(() => list.isRevoked({ ...token, tokenId: 'token-0' }));
    await issuer.stop();
    await until(() => !list.isCurrent());
    issuer.revoke({ case: 'tokenId', value: 'token-1' });
    issuer.endless = true;
    await issuer.restart();
    await until(() => list.isRevoked(token));
    expect(list.isCurrent()).toBe(false);
    issuer.endless = false;
    await until(() => list.isCurrent());
    expect(list.isRevoked({ ...token, tokenId: 'token-0' })).toBe(true);
    expect(issuer.positions[0]).toBe(0n);
    expect(issuer.positions.slice(1).every((position) => position === 2n)).toBe(true);
  });

  it('gives up, rather than forget, when there is more than it may hold', async () => {
    list = watchRevocations({ maximumEntries: 3 });
    for (let n = 0; n < 3; n += 1) issuer.revoke({ case: 'tokenId', value: `token-${n}` });
    await until(() => list.isRevoked({ ...token, tokenId: 'token-2' }));
    expect(list.isCurrent()).toBe(true);
    issuer.revoke({ case: 'grantId', value: 'grant-9' });
    await until(() => !list.isCurrent());
  });
});

describe('createRevocationList, told by a stream', () => {
  type Message = MessageInitShape<typeof WatchRevocationsResponseSchema>;
  const revocation = (tokenId: string, lastsMilliseconds = 60_000) =>
    create(RevocationSchema, {
      revoked: { case: 'tokenId', value: tokenId },
      revokeTime: timestampFromMs(start),
      expireTime: timestampFromMs(start + lastsMilliseconds),
    });
  let now = start;
  const lists: RevocationList[] = [];
  afterEach(() => lists.splice(0).forEach((list) => list.close()));

  /** Listens to a stream that a test speaks on. */
  function listenTo(maximumEntries?: number) {
    now = start;
    const queue: Message[] = [];
    let wake = () => {};
    const opened: bigint[] = [];
    const list = createRevocationList({
      revocationService: {
        async *watchRevocations({ position = 0n }, { signal } = {}) {
          opened.push(position);
          while (!signal?.aborted) {
            for (const message of queue.splice(0)) yield create(WatchRevocationsResponseSchema, message);
            await new Promise<void>((resolve) => {
              wake = resolve;
              signal?.addEventListener('abort', () => resolve(), { once: true });
            });
          }
        },
      },
      clock: () => new Date(now),
      logger: quiet,
      silenceMilliseconds: 60_000,
      maximumEntries,
    });
    lists.push(list);
    const say = async (message: Message) => {
      queue.push(message);
      wake();
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const has = (tokenId: string) => list.isRevoked({ ...token, tokenId });
    return { list, say, has, opened };
  }

  it('forgets what it knew when a snapshot begins, and is not current until it is complete', async () => {
    const { list, say, has } = listenTo();
    await say({ snapshot: true, complete: true, position: 5n, revocations: [revocation('a')] });
    expect([list.isCurrent(), has('a')]).toEqual([true, true]);
    await say({ snapshot: true, position: 9n, revocations: [revocation('b')] });
    expect([list.isCurrent(), has('a'), has('b')]).toEqual([false, false, true]);
    await say({ complete: true, position: 9n, revocations: [revocation('c')] });
    expect([list.isCurrent(), has('b'), has('c')]).toEqual([true, true, true]);
  });

  it('drops entries a minute after the last token that they concern has ended', async () => {
    const { say, has } = listenTo(2);
    await say({ snapshot: true, complete: true, position: 1n, revocations: [revocation('a', 60_000)] });
    now = start + 119_000;
    await say({ position: 2n, complete: true });
    expect(has('a')).toBe(true);
    now = start + 181_000;
    await say({ position: 3n, complete: true });
    expect(has('a')).toBe(false);
  });

  it('does not count what has ended against its maximum', async () => {
    const { list, say } = listenTo(1);
    await say({ snapshot: true, complete: true, position: 1n, revocations: [revocation('a', 60_000)] });
    now = start + 181_000;
    await say({ position: 2n, complete: true, revocations: [revocation('b', 600_000)] });
    expect(list.isCurrent()).toBe(true);
  });

  it('keeps the later of two ends, whichever is told first', async () => {
    const { say, has } = listenTo();
    const revocations = [revocation('a', 600_000), revocation('a', 60_000)];
    await say({ snapshot: true, complete: true, position: 1n, revocations });
    now = start + 300_000;
    await say({ position: 2n, complete: true });
    expect(has('a')).toBe(true);
  });

  it.each([
    ['is of a kind that it does not know', { ...revocation('a'), revoked: { case: undefined } }],
    ['has no time', { ...revocation('a'), revokeTime: undefined }],
    ['has no end', { ...revocation('a'), expireTime: undefined }],
  ])('is not current when a revocation %s', async (_, unknown) => {
    const { list, say } = listenTo();
    await say({ snapshot: true, complete: true, position: 1n });
    expect(list.isCurrent()).toBe(true);
    await say({ position: 2n, complete: true, revocations: [unknown] });
    expect(list.isCurrent()).toBe(false);
    await say({ position: 3n, complete: true });
    expect(list.isCurrent()).toBe(false);
  });

  it('is not current when the stream goes back', async () => {
    const { list, say } = listenTo();
    await say({ snapshot: true, complete: true, position: 7n });
    await say({ position: 6n, complete: true });
    expect(list.isCurrent()).toBe(false);
  });
});
