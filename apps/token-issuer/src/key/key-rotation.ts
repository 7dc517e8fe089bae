import { generateSigningKey } from '@latchkey/jwt';
import { RpcError } from '@latchkey/rpc';
import { StartupError, type Logger } from '@latchkey/service-kit';
import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import type { Audit, IssuerEvent } from '../audit';
import { mostKeys, nextStep, type KeyPolicy, type KeyStep } from './key-lifecycle';
import {
  lockKeys,
  promoteKey,
  publishKey,
  raiseTokenLifetime,
  readKeys,
  removeKeys,
  replaceSealedKey,
  tryLockKeys,
  type SigningKeyRecord,
} from './key-repository';
import { masterKeyId, openKey, sealKey, type MasterKeys } from './sealed-key';
import { listUnconfirmed } from './watcher-repository';

/** What changes the keys. At most one replica does at a time. */
export interface KeyRotation {
  /**
   * Makes the keys ready to be used by this replica: seals them anew if the master key has changed, and makes
   * the first one if there is none.
   *
   * @throws StartupError when no master key opens what is stored
   */
  prepare(): Promise<void>;
  /** Takes the steps that are due, unless another replica is at it or watchers have not confirmed yet. */
  advance(): Promise<void>;
  /**
   * Publishes a new key ahead of schedule; returns it, or the one that waits already.
   *
   * @param compromised the keys have leaked: a new one signs at once, and every other is removed at once. All
   *   of them are kept side by side, so whoever got one may have got all.
   * @throws RpcError `RESOURCE_EXHAUSTED` when too many keys verify, `UNAVAILABLE` when another replica has a
   *   newer master key
   */
  rotate(request: { compromised: boolean }): Promise<SigningKeyRecord>;
}

/** What rotation needs. */
export interface KeyRotationDependencies {
  pool: Pool;
  masterKeys: MasterKeys;
  policy: KeyPolicy;
  clock: () => Date;
  audit: Audit;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** A change of the keys under way: what it will have done is recorded once it is committed. */
interface Change {
  transaction: PoolClient;
  events: IssuerEvent[];
}

// A new database needs two. Should the clock leap, the rest comes with the next round.
const mostStepsAtOnce = 10;

/** Creates what changes the keys. */
export function createKeyRotation({
  pool,
  masterKeys,
  policy,
  clock,
  audit,
  logger,
}: KeyRotationDependencies): KeyRotation {
  const ownMasterKey = masterKeyId(masterKeys.current);
  let warnedAbout: string | undefined;

  return {
    prepare: () =>
      change(async (own) => {
        const { transaction } = own;
        await lockKeys(transaction);
        await sealAnew(transaction);
        await raiseTokenLifetime(transaction, policy.tokenLifetimeSeconds);
        await takeSteps(own);
      }),

    advance: () =>
      change(async (own) => {
        if (await tryLockKeys(own.transaction)) await takeSteps(own);
      }),

    rotate: ({ compromised }) =>
      change(async (own) => {
        const { transaction } = own;
        await lockKeys(transaction);
        const { keys } = await readKeys(transaction);
        const waiting = keys.find(({ state }) => state === 'published');
        if (waiting && !compromised) return waiting;
        if (isSealedElsewhere(keys)) {
          throw new RpcError('UNAVAILABLE', 'the keys are sealed under the master key of another replica');
        }
        if (compromised) {
          const kids = keys.map(({ kid }) => kid);
          own.events.push({ type: 'signing_key.compromised', details: { kids: kids.join(' ') } });
          await removeKeys(transaction, kids);
        } else if (keys.length >= mostKeys) {
          throw new RpcError(
            'RESOURCE_EXHAUSTED',
            'too many keys verify: wait until retired ones are removed',
          );
        }
        const kid = await publish(own);
        if (compromised) await promote(kid, own);
        const stored = (await readKeys(transaction)).keys.find((key) => key.kid === kid);
        if (!stored) throw new Error('the key that was published is not there');
        return stored;
      }),
  };

  async function change<Result>(work: (own: Change) => Promise<Result>): Promise<Result> {
    const events: IssuerEvent[] = [];
    const result = await withTransaction(pool, (transaction) => work({ transaction, events }));
    events.forEach(audit);
    return result;
  }

  async function takeSteps(own: Change): Promise<void> {
    for (let steps = 0; steps < mostStepsAtOnce; steps++) {
      const { keys } = await readKeys(own.transaction);
      const step = nextStep(keys, clock(), policy);
      if (!step || !(await take(step, keys, own))) return;
    }
  }

  /** Takes a step; false when it has to wait. */
  async function take(step: KeyStep, keys: SigningKeyRecord[], own: Change): Promise<boolean> {
    switch (step.action) {
      case 'publish':
        // While the master key is being changed, replicas that have the new one make new keys.
        if (isSealedElsewhere(keys)) return false;
        await publish(own);
        return true;
      case 'promote':
        if (!isFirst(keys) && !(await isConfirmed(step.key, own.transaction))) return false;
        await promote(step.key.kid, own);
        return true;
      case 'remove':
        await removeKeys(own.transaction, [step.key.kid]);
        logger.info({ kid: step.key.kid }, 'signing key: removed');
        return true;
    }
  }

  /** Nothing signs yet: there is nothing to go on with while watchers take their time. */
  function isFirst(keys: SigningKeyRecord[]): boolean {
    return keys.every(({ state }) => state !== 'signing');
  }

  async function promote(kid: string, { transaction, events }: Change): Promise<void> {
    await promoteKey(transaction, kid, clock());
    events.push({ type: 'signing_key.rotated', details: { kid } });
  }

  async function publish({ transaction, events }: Change): Promise<string> {
    const key = await generateSigningKey(policy.algorithm);
    await publishKey(transaction, {
      kid: key.kid,
      algorithm: key.algorithm,
      publishedAt: clock(),
      tokenLifetimeSeconds: policy.tokenLifetimeSeconds,
      ...sealKey(key, masterKeys),
    });
    const { kid, algorithm } = key;
    events.push({ type: 'signing_key.published', details: { kid, algorithm } });
    return kid;
  }

  async function isConfirmed({ kid, revision }: SigningKeyRecord, transaction: PoolClient): Promise<boolean> {
    const services = await listUnconfirmed(transaction, revision);
    if (services.length > 0 && warnedAbout !== kid) {
      logger.warn({ kid, services }, 'signing key: due to sign, but watchers have not confirmed it');
      warnedAbout = kid;
    }
    return services.length === 0;
  }

  function isSealedElsewhere(keys: SigningKeyRecord[]): boolean {
    return keys.some((key) => key.masterKeyId !== ownMasterKey);
  }

  async function sealAnew(transaction: PoolClient): Promise<void> {
    for (const record of (await readKeys(transaction)).keys) {
      const key = openKey(record, masterKeys);
      if (!key) {
        throw new StartupError(
          'LATCHKEY_MASTER_KEY does not open the signing keys in the database: set the one that they were ' +
            'sealed with, or set LATCHKEY_PREVIOUS_MASTER_KEY to it so that they are sealed anew.',
        );
      }
      if (record.masterKeyId === ownMasterKey) continue;
      await replaceSealedKey(transaction, { kid: key.kid, ...sealKey(key, masterKeys) });
      logger.info({ kid: key.kid }, 'signing key: sealed under the current master key');
    }
  }
}
