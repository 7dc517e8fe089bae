import { create } from '@bufbuild/protobuf';
import { ClientSchema, ProtectedResourceSchema } from '@latchkey/contracts';
import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { clientFromMessage } from '../client/client';
import { createRequestedAccess } from '../client/requested-access';
import { createParties, windowSeconds, type RefreshWorld, type Step } from '../testing/refresh-parties';
import { createStatementOrder } from '../testing/statement-order';
import { createTestSchema } from '../testing/test-schema';
import { createAccessTokenIssuing, createTokenIssuing } from '../token/issue-tokens';
import { createGrantRepository, type GrantRepository } from './grant-repository';
import { createFamilyKey, hashOf } from './opaque-token';
import { refreshToken } from './refresh-token';

let database: Awaited<ReturnType<typeof createTestSchema>>;
let signing: SigningKey;
beforeAll(async () => {
  database = await createTestSchema();
  signing = await generateSigningKey();
});
afterAll(() => database?.drop());

const resource = create(ProtectedResourceSchema, {
  resource: 'https://api.example/',
  scopes: [{ scope: 'a' }],
});
const client = clientFromMessage(
  create(ClientSchema, { clientId: 'app', grantTypes: ['authorization_code', 'refresh_token'] }),
);
const resources = { find: () => resource, all: () => [resource] };

/** A grant with its first refresh token, and two replicas whose statements `wrap` may hold back. */
async function createWorld(
  wrap: (grants: GrantRepository) => Pick<GrantRepository, 'find' | 'rotate' | 'revoke'>,
): Promise<RefreshWorld> {
  let now = Date.parse('2030-01-01T00:00:00Z');
  let isRevoked = false;
  const clock = () => new Date(now);
  const grants = createGrantRepository(database.pool);
  const lifetimes = {
    accessTokenSeconds: 600,
    accessTokenMaximumSeconds: 3600,
    refreshTokenSeconds: 86_400,
    grantSeconds: 864_000,
  };
  const issuing = { issuer: 'https://auth.example', clock, lifetimes, resources };
  const keyRing = { signing, secretFor: () => undefined };
  const issueAccessToken = createAccessTokenIssuing({ ...issuing, keyRing });
  const issueTokens = createTokenIssuing({ ...issuing, keyRing, issueAccessToken });
  const draft = {
    id: randomUUID(),
    clientId: client.id,
    subject: 'user-1',
    scopes: ['a'],
    resources: [resource.resource],
    authTime: clock(),
    acr: null,
    createdAt: clock(),
    approvedAt: clock(),
    tokenFamilyKey: createFamilyKey(),
  };
  const issued = issueTokens({ grant: draft, client, access: draft, dpopJkt: undefined });
  const sealedAnswer = Buffer.alloc(1);
  await grants.insertOnce(draft, issued, { hash: hashOf('device code'), rotatedAt: clock(), sealedAnswer });
  const replica = () =>
    refreshToken({
      ...createRequestedAccess({ resources }),
      grants: wrap(grants),
      issueTokens,
      clock,
      replayWindowSeconds: windowSeconds,
      onReuse: async () => void (isRevoked = true),
    });
  return {
    firstToken: issued.answer.refreshToken,
    replicas: [replica(), replica()],
    client,
    isRevoked: () => isRevoked,
    now: () => now,
    pass: (milliseconds) => (now += milliseconds),
  };
}

const replica = fc.nat(1);
const thieves = (minLength: number) =>
  fc.array(fc.record({ replica, loot: fc.nat(5) }), { minLength, maxLength: 2 });
const tabs = fc.array(fc.record({ replica, answerIsLost: fc.boolean() }), { minLength: 1, maxLength: 5 });
const refresh: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('refresh' as const),
  tabs,
  thieves: fc.constant([]),
});
const pass: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('pass' as const),
  seconds: fc.integer({ min: 1, max: 30 }),
});
const steps = (...more: fc.Arbitrary<Step>[]) =>
  fc.array(fc.oneof(refresh, pass, ...more), {
    minLength: 2,
    maxLength: 12,
  });
const withThieves = steps(
  fc.constant({ kind: 'steal' }),
  fc.record({ kind: fc.constant('thieves' as const), thieves: thieves(1) }),
  fc.record({ kind: fc.constant('refresh' as const), tabs, thieves: thieves(1) }),
);

describe.each([
  ['honest clients alone', steps()],
  ['thieves among them', withThieves],
])('refreshes that cross each other, with %s', (_title, story) => {
  it('log nobody out for another reason than theft, and leave no thief a session, in whatever order statements run', async () => {
    await fc.assert(
      fc.asyncProperty(
        story,
        fc.array(fc.nat(100), { minLength: 1, maxLength: 40 }),
        async (chapters, choices) => {
          const order = createStatementOrder(choices);
          const world = await createWorld(({ find, rotate, revoke }) => ({
            find: order.inTurn(find),
            rotate: order.inTurn(rotate),
            revoke: order.inTurn(revoke),
          }));
          const parties = createParties(world);
          for (const step of chapters) await order.finish(parties.play(step));
          await order.finish(parties.settle());
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);

  it('do so when they really run at once', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (chapters) => {
        const parties = createParties(await createWorld((grants) => grants));
        for (const step of chapters) await parties.play(step);
        await parties.settle();
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
