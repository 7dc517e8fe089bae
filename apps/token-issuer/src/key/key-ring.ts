import { createKeySet, type KeySet, type PublicJwk, type SigningKey } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import { createBroadcast, type Broadcast } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { listen } from '@latchkey/storage';
import type { Pool } from 'pg';
import { readKeys, type SigningKeyRecord } from './key-repository';
import { openKey, type MasterKeys } from './sealed-key';
import { tokenSecret } from './token-secret';

/**
 * The keys of this issuer, the same at every replica. They change over time: ask each time, keep nothing. All
 * answers come from memory.
 */
export interface KeyRing {
  /**
   * The key that signs now.
   *
   * @throws OAuthError `temporarily_unavailable` while it is not known for certain which that is
   */
  readonly signing: SigningKey;
  /** Every key that verifies, ready to verify with; the same object until the keys change. */
  readonly keySet: KeySet;
  /** A JWK Set (RFC 7517 §5) of every key that verifies; the same object until the keys change. */
  readonly jwks: { keys: PublicJwk[] };
  /** A secret of 32 bytes that belongs to a key that verifies; undefined for every other `kid`. */
  secretFor(kid: string): Buffer | undefined;
  /** Whether this replica would know by now, give or take two seconds, if the keys had changed. */
  isCurrent(): boolean;
}

/** The keys as they are told to those who watch. */
export interface PublishedKeys {
  /** Number of the last change; it only grows. */
  readonly revision: bigint;
  /** The JWK Set as JSON text. */
  readonly jwksJson: string;
}

/** A key ring with what keeps it true. */
export interface MaintainedKeyRing extends KeyRing {
  /** What is published; the same object until the keys change. */
  readonly published: PublishedKeys;
  /** All that is stored of the keys, newest first. */
  readonly records: SigningKeyRecord[];
  /** Tells whenever what is published has changed. */
  subscribe: Broadcast<PublishedKeys>['subscribe'];
  /** Takes in everything that is committed by now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** What a key ring is filled from. */
export interface KeyRingOptions {
  pool: Pool;
  connectionString: string;
  schema: string;
  applicationName: string;
  masterKeys: MasterKeys;
  logger: Pick<Logger, 'warn'>;
}

/**
 * For how long a reading is trusted without word from the database. So a replica that is cut off signs on with
 * a key that was retired or found compromised for so long at most, and then refuses.
 */
const trustMilliseconds = 2_000;

/**
 * Keeps the keys in memory: reads them now, whenever the database notifies, and when it is told to.
 *
 * @throws the database's error when the first reading fails
 */
export async function startKeyRing(options: KeyRingOptions): Promise<MaintainedKeyRing> {
  const { pool, masterKeys, logger, ...connection } = options;
  const changes = createBroadcast<PublishedKeys>();
  let records: SigningKeyRecord[] = [];
  let opened = new Map<string, SigningKey>();
  let verification = createVerification(0n, []);
  let signing: SigningKey | undefined;
  let readTime = -Infinity;
  let newsTime = -Infinity;
  let reading: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  await refresh();
  const listener = listen({
    ...connection,
    channel: 'keys',
    onConnected: refresh,
    onNotification() {
      newsTime = performance.now();
      refresh().catch((error: unknown) => logger.warn({ error }, 'the signing keys could not be read'));
    },
    onError: (error) => logger.warn({ error }, 'signing keys: database connection lost'),
  });

  return {
    get signing() {
      if (signing && isCurrent()) return signing;
      throw new OAuthError('temporarily_unavailable', {
        description: 'the server cannot answer now: try again',
        detail: 'which key signs is not known for certain: the database cannot be reached',
        retryAfterSeconds: 1,
      });
    },
    get keySet() {
      return verification.keySet;
    },
    get jwks() {
      return verification.jwks;
    },
    get published() {
      return verification.published;
    },
    get records() {
      return records;
    },
    secretFor: (kid) => verification.secrets.get(kid),
    isCurrent,
    subscribe: changes.subscribe,
    refresh,
    async close() {
      await listener.close();
      await reading.catch(() => undefined);
    },
  };

  function isCurrent(): boolean {
    const wouldHaveBeenTold = listener.isCurrent() && readTime >= newsTime;
    return signing !== undefined && (wouldHaveBeenTold || performance.now() - readTime <= trustMilliseconds);
  }

  /** Joins a reading that has not begun: one that is under way may have missed what was committed since. */
  function refresh(): Promise<void> {
    waiting ??= reading
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return (reading = read());
      });
    return waiting;
  }

  async function read(): Promise<void> {
    const asked = performance.now();
    const stored = await readKeys(pool);
    const keys = stored.keys.map((record) => opened.get(record.kid) ?? open(record, masterKeys));
    opened = new Map(keys.map((key) => [key.kid, key]));
    records = stored.keys;
    const signingKid = records.find(({ state }) => state === 'signing')?.kid;
    signing = signingKid === undefined ? undefined : opened.get(signingKid);
    readTime = asked;
    const { published } = verification;
    if (published.revision === stored.revision && published.jwksJson === toJson(keys)) return;
    verification = createVerification(stored.revision, keys);
    changes.publish(verification.published);
  }
}

/** Opens a key that is seen for the first time. Later another master key may seal it, which is all the same. */
function open(record: SigningKeyRecord, masterKeys: MasterKeys): SigningKey {
  const key = openKey(record, masterKeys);
  if (!key) throw new Error(`no master key of this replica opens the signing key ${record.kid}`);
  return key;
}

function toJson(keys: SigningKey[]): string {
  return JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });
}

/** Everything that follows from which keys verify. */
function createVerification(revision: bigint, keys: SigningKey[]) {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) };
  const published: PublishedKeys = { revision, jwksJson: toJson(keys) };
  const secrets = new Map(keys.map((key) => [key.kid, tokenSecret(key)]));
  return { jwks, keySet: createKeySet(jwks), published, secrets };
}
