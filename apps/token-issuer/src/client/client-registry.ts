import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { ClientService } from '@latchkey/contracts';
import { isStatus, RpcError, watch, type RpcClient } from '@latchkey/rpc';
import { createRequestContext, runInRequestContext, type Logger } from '@latchkey/service-kit';
import type { MaybePromise } from '../at-once';
import { clientFromMessage, type Client } from './client';
import { createRecentMap } from './recent-map';

/** Finds registered clients. */
export interface ClientRegistry {
  /**
   * The client, or undefined when it is unknown or disabled; at once when it is remembered. Rejects with
   * RpcError when the directory is away and what is remembered can no longer be trusted.
   */
  find(clientId: string): MaybePromise<Client | undefined>;
}

/** What the registry asks. */
export interface ClientRegistryDependencies {
  directory: Pick<RpcClient<typeof ClientService>, 'getClient' | 'watchClients'>;
  clock: () => Date;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** What the directory said of a client. Times are milliseconds since the epoch. */
interface Answer {
  client: Client | undefined;
  askedAt: number;
  validUntil: number;
}

interface LookUp {
  askedAt: number;
  validUntil?: undefined;
  answer: Promise<Answer>;
}

// A withdrawn secret or a disabled client stops working within a second at every replica: by push while the
// watch stands. When it has fallen silent for so long, only what was asked for within as long counts.
const silenceMilliseconds = 900;
const absenceMilliseconds = 1_000;
const lookUpMilliseconds = 2_000;
const mostClients = 10_000;
const mostLookUps = 1_000;
const longestClientId = 256;

/**
 * Remembers the clients that the directory knows: a bounded number, each until the directory says that it has
 * changed. While the directory is not heard, each counts for a second at most.
 */
export function createClientRegistry(
  dependencies: ClientRegistryDependencies,
): ClientRegistry & { close(): void } {
  const { directory, clock, logger } = dependencies;
  const answers = createRecentMap<Answer>(mostClients);
  // Identifiers that nobody has are kept apart, so that inventing them pushes no client out.
  const absences = createRecentMap<Answer>(mostClients);
  const lookUps = new Map<string, LookUp>();
  let heardOnThisStream = false;

  const standing = watch({
    name: 'clients',
    open(options) {
      heardOnThisStream = false;
      return directory.watchClients({}, options);
    },
    onMessage({ everything, clientIds }) {
      // What changed between two streams was told to nobody.
      if (everything || !heardOnThisStream) forgetEverything();
      else clientIds.forEach(forget);
      heardOnThisStream = true;
    },
    silenceMilliseconds,
    logger,
  });

  return {
    find(clientId) {
      if (clientId === '' || clientId.length > longestClientId) return undefined;
      const now = clock().getTime();
      const known = answers.get(clientId) ?? absences.get(clientId);
      return known && isTrusted(known, now) ? known.client : ask(clientId, now);
    },
    close: () => standing.close(),
  };

  function isTrusted({ askedAt, validUntil = Infinity }: LookUp | Answer, now: number): boolean {
    if (now >= validUntil) return false;
    return standing.isCurrent() || (now >= askedAt && now < askedAt + silenceMilliseconds);
  }

  async function ask(clientId: string, now: number): Promise<Client | undefined> {
    const underWay = lookUps.get(clientId);
    const lookUp = underWay && isTrusted(underWay, now) ? underWay : startLookUp(clientId, now);
    return (await lookUp.answer).client;
  }

  function startLookUp(clientId: string, now: number): LookUp {
    if (lookUps.size >= mostLookUps) {
      throw new RpcError('RESOURCE_EXHAUSTED', 'too many clients are being looked up');
    }
    // It belongs to all who wait for it: the request that happened to start it must not end it.
    const answer = runInRequestContext(createRequestContext(), () => lookUpIn(directory, clientId, now));
    const lookUp = { askedAt: now, answer };
    lookUps.set(clientId, lookUp);
    // A change that is told while the answer is on its way takes the look-up off the list: the answer may be
    // older than the change, so it goes to those who asked before and is not remembered.
    const isUndisturbed = () => lookUps.get(clientId) === lookUp;
    answer.then(
      (found) => isUndisturbed() && remember(clientId, found),
      () => isUndisturbed() && lookUps.delete(clientId),
    );
    return lookUp;
  }

  function remember(clientId: string, answer: Answer): void {
    forget(clientId);
    (answer.client ? answers : absences).set(clientId, answer);
  }

  function forget(clientId: string): void {
    answers.delete(clientId);
    absences.delete(clientId);
    lookUps.delete(clientId);
  }

  function forgetEverything(): void {
    answers.clear();
    absences.clear();
    lookUps.clear();
  }
}

async function lookUpIn(
  directory: Pick<RpcClient<typeof ClientService>, 'getClient'>,
  clientId: string,
  askedAt: number,
): Promise<Answer> {
  // An absence is cheap to ask for again, and most are somebody's mistake that is about to be put right.
  const absence = { client: undefined, askedAt, validUntil: askedAt + absenceMilliseconds };
  try {
    const { client, validUntil } = await directory.getClient(
      { clientId },
      { deadlineMilliseconds: lookUpMilliseconds },
    );
    if (!client || client.disabled) return absence;
    return {
      client: clientFromMessage(client),
      askedAt,
      validUntil: validUntil ? timestampMs(validUntil) : Infinity,
    };
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return absence;
    throw error;
  }
}
