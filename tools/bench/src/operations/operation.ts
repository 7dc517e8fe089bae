import type { Http } from '../load/http';

/** What is measured unless somebody names operations, in the order of the table. */
export const standardOperations = [
  'client-credentials',
  'authorization-code',
  'refresh',
  'device-poll',
  'device-redeem',
  'introspection-http',
  'introspection-grpc',
  'gateway-unchecked',
  'gateway-known-token',
  'gateway-new-token',
  'revocation',
] as const;

/** What takes so long, with its preparation, that it is measured only when it is named, and in one round. */
export const longOperations = { 'waiting-devices': { warmUpSeconds: 10, seconds: 20 } } as const;

/** All that can be named. */
export const operationNames = [
  ...standardOperations,
  ...(Object.keys(longOperations) as (keyof typeof longOperations)[]),
] as const;

/** One of {@link operationNames}. */
export type OperationName = (typeof operationNames)[number];

/** Says whether an operation is one of {@link longOperations}. */
export function isLong(operation: OperationName): operation is keyof typeof longOperations {
  return operation in longOperations;
}

/** A server under test, as the load generator needs to know it. */
export interface Target {
  contestant: 'latchkey' | 'peer' | 'limit';
  origin: string;
  /** Secret of the confidential clients `bench-service` and `bench-reader`. */
  secret: string;
  /** The resource that tokens are for. */
  resource: string;
  /** A person who can sign in. */
  person: { email: string; password: string };
  /** Latchkey's services behind the gateway, for what is called over gRPC. */
  grpc?: { issuer: string; device: string; certificatesDirectory: string };
}

/** What is needed to do an operation. */
export interface Worker {
  target: Target;
  http: Http;
  /** How many do it at once: slots 0 to concurrency - 1. */
  concurrency: number;
  /** How many devices wait, where that is what is measured. */
  devices: number;
}

/** An operation, ready to be done again and again. */
export interface Prepared {
  /**
   * Does it once and checks the answer.
   *
   * @returns milliseconds to note instead of its whole length, where only a part is of interest
   * @throws Error for any answer that is not the expected one, which fails the run
   */
  once(slot: number): Promise<number | void>;
  /** How many operations one `once` stands for; 1 by default. */
  size?: number;
  /** How many slots it is measured with, when not with all. */
  concurrency?: number;
  /** How long each slot waits after an answer before it begins again; not at all by default. */
  intervalMilliseconds?: number;
  close?(): void;
}

/** Gets everything ready that is not to be measured. */
export type Prepare = (worker: Worker) => Promise<Prepared>;
