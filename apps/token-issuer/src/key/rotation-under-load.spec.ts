import { ClientAuthenticationMethod, KeyService } from '@latchkey/contracts';
import { createKeySet, verifyAccessToken, type KeySet } from '@latchkey/jwt';
import { watch } from '@latchkey/rpc';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { randomUUID } from 'node:crypto';
import { resource } from '../testing/test-clients';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { eventually } from '../testing/test-revocations';

const day = 86_400;
const maxAgeSeconds = 120;

/** Two issuers on one database, with one time. */
let replicas: [TestIssuer, TestIssuer];
const closing: (() => void)[] = [];

beforeAll(async () => {
  const settings = { LATCHKEY_JWKS_MAX_AGE_SECONDS: String(maxAgeSeconds) };
  const one = await startTestIssuer(settings);
  replicas = [one, await startTestIssuer(settings, one)];
}, 20_000);
afterAll(async () => {
  for (const close of closing) close();
  await replicas[1].stop();
  await replicas[0].stop();
});

interface Verifier {
  name: string;
  keys(): Promise<KeySet>;
}

/** Verifies with the keys that a replica pushes, and confirms them, as the gateway does. */
async function pushedVerifier({ connectAs }: TestIssuer, name: string): Promise<Verifier> {
  const service = connectAs('resource-gateway').service(KeyService);
  const watcherId = randomUUID();
  let keySet: KeySet = new Map();
  const watching = watch({
    name,
    open: (options) => service.watchJwks({ watcherId }, options),
    onMessage({ revision, jwks }) {
      if (!jwks) return;
      keySet = createKeySet(JSON.parse(jwks.jwksJson));
      void service.confirmJwks({ watcherId, revision });
    },
    silenceMilliseconds: 2_000,
    logger: { info: () => undefined, warn: () => undefined },
  });
  closing.push(watching.close);
  await eventually(() => keySet.size > 0);
  return { name, keys: async () => keySet };
}

/** Verifies with a copy of the keys that it uses for as long as it may, whatever key a token names. */
function foreignVerifier({ keys, now }: TestIssuer, name: string): Verifier {
  let copy: { keySet: KeySet; expires: number } | undefined;
  return {
    name,
    async keys() {
      const asked = now().getTime();
      if (!copy || asked >= copy.expires) {
        const { jwksJson, maxAgeSeconds: age } = await keys.getJwks({});
        copy = { keySet: createKeySet(JSON.parse(jwksJson)), expires: asked + age * 1000 };
      }
      return copy.keySet;
    },
  };
}

async function issueToken({ tokens }: TestIssuer): Promise<string> {
  const { outcomes } = await tokens.exchangeTokens({
    tokenRequests: [
      {
        clientAuthentication: {
          method: ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          clientId: 'service',
          credential: 'service-secret',
        },
        grantType: 'client_credentials',
        resources: [resource],
      },
    ],
  });
  const outcome = outcomes[0]?.outcome;
  if (outcome?.case !== 'tokenResponse') throw new Error(`no token: ${JSON.stringify(outcome?.value)}`);
  return outcome.value.accessToken;
}

it('two rotations under load refuse not one valid token, at gateways and at foreign verifiers', async () => {
  const [one, two] = replicas;
  const verifiers = [
    await pushedVerifier(one, 'gateway of the first replica'),
    await pushedVerifier(two, 'gateway of the second replica'),
    foreignVerifier(one, 'foreign verifier at the first replica'),
    foreignVerifier(two, 'foreign verifier at the second replica'),
  ];
  const refusals: string[] = [];
  const signers = new Set<string>();
  let valid: string[] = [];
  let verified = 0;
  let stopped = false;

  async function verifyEverywhere(token: string): Promise<void> {
    for (const { name, keys } of verifiers) {
      const keySet = await keys();
      if (decodeJwt(token).exp! * 1000 <= one.now().getTime()) return;
      await verifyAccessToken(token, { keySet, issuer, audience: resource, clock: one.now }).then(
        () => (verified += 1),
        (error: unknown) => refusals.push(`${name}: ${String((error as { detail?: string }).detail)}`),
      );
    }
  }

  async function makeTraffic(replica: TestIssuer): Promise<void> {
    while (!stopped) {
      const token = await issueToken(replica);
      signers.add(decodeProtectedHeader(token).kid ?? '');
      valid.push(token);
      await verifyEverywhere(token);
      // An older one, which the key of before may have signed.
      const older = valid[Math.floor(Math.random() * valid.length)];
      if (older) await verifyEverywhere(older);
      const now = one.now().getTime();
      if (valid.length > 500) valid = valid.filter((kept) => decodeJwt(kept).exp! * 1000 > now).slice(-500);
    }
  }

  /** Lets time pass in small steps, with traffic and a round of either replica in each. */
  async function live(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 10) {
      one.pass(10);
      await replicas[(passed / 10) % 2]?.issuerKeys.tick();
      const enough = verified + 40;
      await eventually(() => verified >= enough || refusals.length > 0);
    }
  }

  const traffic = replicas.map(makeTraffic);
  try {
    // On schedule: published, promoted, and the old one removed.
    one.pass(30 * day - 3 * maxAgeSeconds);
    await live(3 * maxAgeSeconds);
    await one.connectAs('cli').service(KeyService).rotateSigningKey({});
    await live(2 * maxAgeSeconds);
    one.pass(3_600);
    await live(100);
  } finally {
    stopped = true;
  }
  await Promise.all(traffic);

  expect(refusals).toEqual([]);
  expect(signers.size).toBe(3);
  expect(one.keyRing.keySet.size).toBe(1);
  expect(verified).toBeGreaterThan(2_000);
}, 60_000);
