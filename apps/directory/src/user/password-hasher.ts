import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Histogram, type Registry } from 'prom-client';
import type { WorkQueue } from './work-queue';

/** What one hash costs (RFC 9106 §3.1); kept in the hash itself. */
export interface PasswordCost {
  /** Memory in KiB. */
  memoryCost: number;
  /** Passes over the memory. */
  timeCost: number;
  /** Lanes. */
  parallelism: number;
}

/**
 * The memory and passes of RFC 9106 §4, second choice: three times OWASP's least memory and more passes.
 * One lane, because under load the processor's cores already work on other people's passwords.
 */
export const defaultPasswordCost: PasswordCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** Hashes and checks passwords with argon2id, off the event loop and a bounded number at a time. */
export interface PasswordHasher {
  /** Returns the hash with its salt and cost, as a PHC string. */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /**
   * Says whether the password is the one that was hashed. Without a hash, because there is no such user,
   * it does the same work and says no.
   */
  verify(passwordHash: string | undefined, password: string, signal?: AbortSignal): Promise<boolean>;
  /** Says whether a hash costs what new ones do. */
  isCurrent(passwordHash: string): boolean;
}

/** What a {@link PasswordHasher} is made of. */
export interface PasswordHasherOptions {
  cost: PasswordCost;
  /** Bounds the hashing of the whole process. */
  queue: WorkQueue;
  metrics: Registry;
}

/**
 * Creates the hasher, and the hash of nobody's password that unknown users are checked against.
 * Both methods reject with `temporarily_unavailable` when the queue is full.
 */
export async function createPasswordHasher(options: PasswordHasherOptions): Promise<PasswordHasher> {
  const { cost, queue, metrics } = options;
  const { memoryCost, timeCost, parallelism } = cost;
  const currentPrefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
  const nobodysHash = await hash(randomBytes(32), cost);
  const seconds = new Histogram({
    name: 'latchkey_directory_password_seconds',
    help: 'Time that hashing a password took, without the wait for a turn, by operation',
    labelNames: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [metrics],
  });

  const measured = async <Result>(operation: 'hash' | 'verify', work: () => Promise<Result>) => {
    const done = seconds.startTimer({ operation });
    try {
      return await work();
    } finally {
      done();
    }
  };

  return {
    hash: (password, signal) => queue(() => measured('hash', () => hash(password, cost)), signal),
    verify: (passwordHash, password, signal) =>
      queue(async () => {
        const matches = await measured('verify', () => verify(passwordHash ?? nobodysHash, password));
        return matches && passwordHash !== undefined;
      }, signal),
    isCurrent: (passwordHash) => passwordHash.startsWith(currentPrefix),
  };
}
