import type { Logger } from '@latchkey/service-kit';
import type { Pool } from 'pg';
import type { Audit } from '../audit';
import { nextStep, type KeyPolicy } from './key-lifecycle';
import { readKeys, type SigningKeyRecord } from './key-repository';
import { startKeyRing, type MaintainedKeyRing } from './key-ring';
import { createKeyRotation, type KeyRotation } from './key-rotation';
import { createKeyWatchers, type KeyWatchers } from './key-watchers';
import type { MasterKeys } from './sealed-key';

/** The keys of this issuer, and all that is done with them. */
export interface Keys {
  ring: MaintainedKeyRing;
  rotation: KeyRotation;
  watchers: KeyWatchers;
  /** How long a copy of the published keys may be used. */
  maxAgeSeconds: number;
  /** All keys that are not removed, newest first. */
  list(): Promise<SigningKeyRecord[]>;
  /** One round of what is done every second: reads the keys, takes the steps that are due, renews watchers. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** What the keys need. */
export interface KeysOptions {
  pool: Pool;
  connectionString: string;
  schema: string;
  applicationName: string;
  masterKeys: MasterKeys;
  policy: KeyPolicy;
  clock: () => Date;
  audit: Audit;
  logger: Pick<Logger, 'info' | 'warn'>;
}

const intervalMilliseconds = 1_000;

/**
 * Loads the keys, makes the first one if there is none, and from then on has them come and go by the policy.
 *
 * @throws StartupError when no master key opens what is stored
 */
export async function startKeys({ policy, clock, ...options }: KeysOptions): Promise<Keys> {
  const { pool, logger } = options;
  const rotation = createKeyRotation({ ...options, policy, clock });
  await rotation.prepare();
  const ring = await startKeyRing(options);
  const watchers = createKeyWatchers(pool);
  let round: Promise<void> | undefined;
  let failed = false;

  const timer = setInterval(() => {
    // A round that takes long is not joined by a second one.
    round ??= tick()
      .then(() => (failed = false))
      .catch(noteFailure)
      .then(() => (round = undefined));
  }, intervalMilliseconds).unref();

  return {
    ring,
    rotation,
    watchers,
    maxAgeSeconds: policy.jwksMaxAgeSeconds,
    list: async () => (await readKeys(pool)).keys,
    tick,
    async close() {
      clearInterval(timer);
      await round;
      await ring.close();
    },
  };

  async function tick(): Promise<void> {
    await watchers.renew();
    await advanceIfDue();
  }

  /** Whoever finds that something is due tries to lead; most rounds are one reading. */
  async function advanceIfDue(): Promise<void> {
    await ring.refresh();
    if (!nextStep(ring.records, clock(), policy)) return;
    await rotation.advance();
    await ring.refresh();
  }

  /** Says it once: the next rounds most likely fail for the same reason. */
  function noteFailure(error: unknown): void {
    if (!failed) logger.warn({ error }, 'signing keys: a round failed; trying again every second');
    failed = true;
  }
}
