import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import { createRequestContext, runInRequestContext } from '@latchkey/service-kit';
import { createTokenValidator, type AccessTokenValidator } from './create-token-validator';
import { createIssuerFeed, type IssuerFeed } from './issuer-feed';
import { startTestIssuer, type TestIssuer } from './testing/test-issuer';
import { audience, issuer as issuerId, signToken, start } from './testing/test-tokens';
import { until } from './testing/until';

const invalid = expect.objectContaining({ code: 'invalid_token' });
const unavailable = expect.objectContaining({ code: 'temporarily_unavailable', retryAfterSeconds: 2 });

describe('createTokenValidator over gRPC', () => {
  let issuer: TestIssuer;
  let feed: IssuerFeed;
  let validator: AccessTokenValidator;
  let next: SigningKey;
  const warnings: unknown[] = [];
  const logger = { info: () => undefined, warn: (...line: unknown[]) => void warnings.push(line) };

  beforeAll(async () => {
    next = await generateSigningKey();
  });
  beforeEach(async () => {
    warnings.length = 0;
    issuer = await startTestIssuer();
    const { connection, clock } = issuer;
    feed = createIssuerFeed({ connection, clock, logger, silenceMilliseconds: 500 });
    validator = createTokenValidator({ issuer: issuerId, audience, feed, clock, logger });
    await until(() => feed.isCurrent());
  });
  afterEach(async () => {
    feed.close();
    await issuer.close();
  });

  it('validates a token here, and says all that it says', async () => {
    const act = { sub: 'agent', act: { sub: 'broker' } };
    await expect(validator.validate(issuer.issue({ act }))).resolves.toEqual({
      subject: 'ada',
      clientId: 'demo-web',
      originClientId: undefined,
      kind: 'user',
      scopes: ['flex:read', 'flex:control'],
      audiences: [audience],
      tokenId: 'token-1',
      grantId: 'grant-1',
      issueTime: new Date(start),
      expireTime: new Date(start + 300_000),
      acr: 'https://refeds.org/profile/mfa',
      authTime: new Date(start - 60_000),
      actors: ['agent', 'broker'],
      confirmationThumbprint: undefined,
    });
    expect(issuer.asked).toEqual([]);
  });

  it('tells a client that acts for itself from a user', async () => {
    const token = issuer.issue({ sub: 'demo-service', client_id: 'demo-service', grant_id: undefined });
    await expect(validator.validate(token)).resolves.toMatchObject({ kind: 'client', grantId: undefined });
  });

  it('opens and closes a connection of its own when told where the issuer is', async () => {
    const { target, tls, clock } = issuer;
    const own = createTokenValidator({ issuer: issuerId, audience, grpc: { target, tls }, clock });
    const token = issuer.issue();
    await expect(own.validate(token)).resolves.toMatchObject({ subject: 'ada' });
    // Once the streams stand, it needs no answers any more.
    issuer.speechless = true;
    await until(() =>
      own.validate(token).then(
        () => own.validateCached(token) !== undefined,
        () => false,
      ),
    );
    own.close();
    expect(own.validateCached(token)).toBeUndefined();
    await expect(own.validate(token)).rejects.toEqual(unavailable);
  });

  describe('with a token seen before', () => {
    it('answers at once, and not for a token that it has not seen', async () => {
      const token = issuer.issue();
      expect(validator.validateCached(token)).toBeUndefined();
      const validated = await validator.validate(token);
      expect(validator.validateCached(token)).toBe(validated);
      expect(await validator.validate(token)).toBe(validated);
    });

    it('does not answer at once when it has ended', async () => {
      const token = issuer.issue();
      await validator.validate(token);
      issuer.time.now += 300_000;
      expect(validator.validateCached(token)).toBeUndefined();
      await expect(validator.validate(token)).rejects.toEqual(invalid);
    });

    it('does not answer at once while revocations are not current', async () => {
      const token = issuer.issue();
      await validator.validate(token);
      issuer.silent = true;
      await until(() => !feed.isCurrent());
      expect(validator.validateCached(token)).toBeUndefined();
    });
  });

  it('checks the resource each time, also of a token that another resource has let in', async () => {
    const other = validator.forAudience('https://other.example.com/');
    const [ours, both] = [issuer.issue(), issuer.issue({ aud: [audience, 'https://other.example.com/'] })];
    await expect(validator.validate(ours)).resolves.toMatchObject({ subject: 'ada' });
    expect(other.validateCached(ours)).toBeUndefined();
    await expect(other.validate(ours)).rejects.toEqual(invalid);
    await validator.validate(both);
    expect(other.validateCached(both)).toMatchObject({ subject: 'ada' });
    const theirs = issuer.issue({ aud: 'https://other.example.com/' });
    await expect(other.validate(theirs)).resolves.toMatchObject({ subject: 'ada' });
    expect(validator.validateCached(theirs)).toBeUndefined();
    await expect(validator.validate(theirs)).rejects.toEqual(invalid);
  });

  it('lets in a token for any of several resources', async () => {
    const several = validator.forAudience(['https://other.example.com/', audience]);
    await expect(several.validate(issuer.issue())).resolves.toMatchObject({ subject: 'ada' });
    await expect(several.validate(issuer.issue({ aud: 'https://third.example.com/' }))).rejects.toEqual(
      invalid,
    );
  });

  describe.each([
    ['its identifier', { case: 'tokenId', value: 'token-1' }],
    ['its grant', { case: 'grantId', value: 'grant-1' }],
    ['its client', { case: 'clientId', value: 'demo-web' }],
    ['the client of the first token', { case: 'clientId', value: 'first-app' }],
    ['its subject', { case: 'subject', value: 'ada' }],
  ] as const)('when a token is revoked by %s', (_, revoked) => {
    it.each([
      ['a JWT', () => issuer.issue({ origin_client_id: 'first-app' })],
      ['an opaque token', () => issuer.issueOpaque({ origin_client_id: 'first-app' })],
    ])('refuses %s that it let in before, and one that it did not', async (_kind, issue) => {
      const [seen, unseen] = [issue(), issue()];
      await validator.validate(seen);
      issuer.revoke(revoked);
      await until(() => validator.validateCached(seen) === undefined);
      await expect(validator.validate(seen)).rejects.toEqual(invalid);
      await expect(validator.validate(unseen)).rejects.toEqual(invalid);
    });
  });

  it('lets in what was issued after its client was revoked', async () => {
    issuer.revoke({ case: 'clientId', value: 'demo-web' });
    await until(async () =>
      validator.validate(issuer.issue()).then(
        () => false,
        () => true,
      ),
    );
    const later = issuer.issue({ iat: start / 1000 + 1, jti: 'token-2' });
    await expect(validator.validate(later)).resolves.toMatchObject({ tokenId: 'token-2' });
  });

  describe('with opaque tokens', () => {
    it('asks the issuer, and remembers the answer for five seconds', async () => {
      const token = issuer.issueOpaque();
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
      await validator.validate(token);
      expect(issuer.asked).toEqual([[token]]);
      issuer.time.now += 5_000;
      await validator.validate(token);
      expect(issuer.asked).toEqual([[token], [token]]);
    });

    it('remembers no answer while revocations are not current', async () => {
      issuer.silent = true;
      await until(() => !feed.isCurrent());
      const token = issuer.issueOpaque();
      await validator.validate(token);
      await validator.validate(token);
      expect(issuer.asked).toHaveLength(2);
    });

    it('refuses one for another resource, and one that has ended', async () => {
      const foreign = issuer.issueOpaque({ aud: 'https://other.example.com/' });
      await expect(validator.validate(foreign)).rejects.toEqual(invalid);
      const ended = issuer.issueOpaque({ exp: start / 1000 });
      await expect(validator.validate(ended)).rejects.toEqual(invalid);
    });
  });

  describe('when the streams fall silent', () => {
    it('asks about each token instead, and for many at once', async () => {
      const tokens = Array.from({ length: 30 }, (_, n) => issuer.issue({ jti: `token-${n}` }));
      issuer.silent = true;
      await until(() => !feed.isCurrent());
      await Promise.all(tokens.map((token) => validator.validate(token)));
      expect(issuer.asked.map((batch) => batch.length)).toEqual([30]);
      issuer.revoke({ case: 'tokenId', value: 'token-7' });
      await expect(validator.validate(tokens[7] ?? '')).rejects.toEqual(invalid);
    });

    it('asks about none that the keys last known refuse', async () => {
      const stranger = await generateSigningKey();
      const [header = '', payload, signature] = issuer.issue().split('.');
      const garbage = [
        issuer.issue({ exp: start / 1000 }),
        issuer.issue({ iss: 'https://evil.example' }),
        issuer.issue({}, { ...stranger, kid: issuer.key.kid }),
        `${header}.${payload}.${'A'.repeat(signature?.length ?? 0)}`,
        `${header}.e30.${signature}`,
        'a.b.c',
      ];
      issuer.silent = true;
      await until(() => !feed.isCurrent());
      for (const token of garbage) await expect(validator.validate(token)).rejects.toEqual(invalid);
      expect(issuer.asked).toEqual([]);
      const token = issuer.issue();
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
      expect(issuer.asked).toEqual([[token]]);
    });

    it('asks for keys before it asks about one that it does not know, which it does for a few a second', async () => {
      const stranger = await generateSigningKey();
      const strange = (jti: string) => signToken(stranger, { jti });
      issuer.silent = true;
      await until(() => !feed.isCurrent());
      issuer.publish(issuer.key, next);
      const token = issuer.issue({}, next);
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
      expect(issuer.asked).toEqual([[token]]);
      expect(issuer.keyCalls).toBe(1);

      const many = Array.from({ length: 100 }, (_, n) => validator.validate(strange(`strange-${n}`)));
      const codes = (await Promise.allSettled(many)).map(
        (each) => each.status === 'rejected' && each.reason.code,
      );
      expect(codes.filter((code) => code === 'invalid_token')).toHaveLength(20);
      expect(codes.filter((code) => code === 'temporarily_unavailable')).toHaveLength(80);
      expect(issuer.asked.flat()).toHaveLength(21);
      expect(issuer.keyCalls).toBe(1);
      await expect(validator.validate(issuer.issue({ jti: 'good' }))).resolves.toMatchObject({
        tokenId: 'good',
      });
      issuer.time.now += 1_000;
      await expect(validator.validate(strange('later'))).rejects.toEqual(invalid);
      expect(issuer.keyCalls).toBe(2);
    });

    it('fails closed when it cannot ask either, and recovers', async () => {
      const token = issuer.issue();
      await validator.validate(token);
      issuer.silent = true;
      issuer.speechless = true;
      await until(() => !feed.isCurrent());
      await expect(validator.validate(token)).rejects.toEqual(unavailable);
      await expect(validator.validate(issuer.issueOpaque())).rejects.toEqual(unavailable);
      expect(warnings.length).toBeGreaterThan(0);
      issuer.silent = false;
      await until(() => feed.isCurrent());
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
    });

    it('does the same when the issuer is gone and comes back', async () => {
      const token = issuer.issue();
      await validator.validate(token);
      await issuer.stop();
      await until(() => !feed.isCurrent());
      await expect(validator.validate(token)).rejects.toEqual(unavailable);
      await issuer.restart();
      await until(() => feed.isCurrent());
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
    });
  });

  describe('while keys rotate', () => {
    it('refuses not one valid token', async () => {
      const refusals: unknown[] = [];
      const use = (token: string) =>
        validator.validate(token).catch((error: unknown) => refusals.push(error));
      const old = issuer.issue();
      await use(old);
      issuer.publish(issuer.key, next);
      for (let n = 0; n < 20; n += 1) {
        await use(issuer.issue({ jti: `old-${n}` }));
        await use(issuer.issue({ jti: `new-${n}` }, next));
        await use(old);
      }
      expect(refusals).toEqual([]);
    });

    it('takes a token of a key that has not been pushed yet, and remembers it only once it has', async () => {
      issuer.silent = true;
      issuer.publish(issuer.key, next);
      const token = issuer.issue({}, next);
      await expect(validator.validate(token)).resolves.toMatchObject({ subject: 'ada' });
      expect(validator.validateCached(token)).toBeUndefined();
      expect([issuer.keyCalls, issuer.asked]).toEqual([1, []]);
      issuer.silent = false;
      await until(() => feed.jwks.latest()?.keySet.has(next.kid) === true);
      const validated = await validator.validate(token);
      expect(validator.validateCached(token)).toBe(validated);
    });

    it('keeps what it remembers when a key is added, and drops it when one is withdrawn', async () => {
      const token = issuer.issue();
      const validated = await validator.validate(token);
      issuer.publish(issuer.key, next);
      await until(() => feed.jwks.latest()?.keySet.has(next.kid) === true);
      expect(validator.validateCached(token)).toBe(validated);
      issuer.publish(next);
      await until(() => validator.validateCached(token) === undefined);
      await expect(validator.validate(token)).rejects.toEqual(invalid);
      await expect(validator.validate(issuer.issue({}, next))).resolves.toMatchObject({ subject: 'ada' });
    });
  });

  it('judges a new token once for all requests that bring it, whoever of them leaves', async () => {
    const token = issuer.issueOpaque();
    const leaving = { ...createRequestContext(), signal: AbortSignal.abort() };
    const first = runInRequestContext(leaving, () => validator.validate(token));
    const answers = await Promise.all([first, validator.validate(token), validator.validate(token)]);
    expect(answers.map(({ subject }) => subject)).toEqual(['ada', 'ada', 'ada']);
    expect(issuer.asked).toEqual([[token]]);
  });

  it('lets only so many tokens wait', async () => {
    const many = Array.from({ length: 1_100 }, (_, n) => `opaque-garbage-${n}`.padEnd(40, 'x'));
    const outcomes = await Promise.allSettled(many.map((token) => validator.validate(token)));
    const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
    expect(codes.filter((code) => code === 'invalid_token')).toHaveLength(1_000);
    expect(codes.filter((code) => code === 'temporarily_unavailable')).toHaveLength(100);
  });

  it('asks about every token when told to, and believes the answer for five seconds', async () => {
    const { clock } = issuer;
    const asking = createTokenValidator({ issuer: issuerId, audience, feed, clock, introspectionOnly: true });
    const token = issuer.issue();
    await asking.validate(token);
    await asking.validate(token);
    expect(issuer.asked).toHaveLength(1);
    issuer.revoke({ case: 'tokenId', value: 'token-1' });
    issuer.time.now += 5_000;
    await expect(asking.validate(token)).rejects.toEqual(invalid);
    issuer.speechless = true;
    await expect(asking.validate(token)).rejects.toEqual(unavailable);
  });

  it('allows clocks to differ as far as it is told, and no further', async () => {
    const { clock } = issuer;
    const tolerant = createTokenValidator({
      issuer: issuerId,
      audience,
      feed,
      clock,
      clockToleranceSeconds: 5,
    });
    const token = issuer.issue();
    await tolerant.validate(token);
    issuer.time.now = start + 304_999;
    expect(tolerant.validateCached(token)).toBeDefined();
    issuer.time.now = start + 305_000;
    await expect(tolerant.validate(token)).rejects.toEqual(invalid);
    for (const clockToleranceSeconds of [-1, 61, NaN]) {
      const options = { issuer: issuerId, audience, feed, clock, clockToleranceSeconds };
      expect(() => createTokenValidator(options)).toThrow(RangeError);
    }
  });
});
