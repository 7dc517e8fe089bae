import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SecondFactor, type AuthenticationSchema } from '@latchkey/contracts';
import { MULTI_FACTOR, acrOf, reachesAcr, type AuthenticationMethod } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { EphemeralStore } from '@latchkey/storage';
import { createSecretToken, hashSecretToken } from '../secret-token';
import type { UserRepository } from '../user/user-repository';
import { hasSecondFactor, type OwnedFactors, type SecondFactors } from './second-factors';

/** An authentication as it is answered. */
export type AuthenticationInit = MessageInitShape<typeof AuthenticationSchema>;

/** What a user has shown so far. */
export interface StoredAuthentication {
  subject: string;
  /** In the order of {@link AuthenticationMethod}. */
  methods: AuthenticationMethod[];
  /** When the user signed in: before `beginTime` when a session goes on. */
  authTime: Date;
  /** From when on a change of the password makes it worth nothing. */
  beginTime: Date;
  expireTime: Date;
  /** Session that goes on, and has to live until another takes its place. */
  sessionId?: string | undefined;
}

/** What an authentication begins with. */
export type NewAuthentication = Pick<StoredAuthentication, 'subject' | 'methods' | 'sessionId'> & {
  /** `beginTime`, when left out. */
  authTime?: Date;
  /** When the check of what was shown began; now, when left out. */
  beginTime?: Date;
};

/** Collects what users show, factor after factor, for ten minutes. */
export interface Authentications {
  /**
   * Begins one with what was shown.
   *
   * @throws RpcError NOT_FOUND when there is no such user
   */
  begin(authentication: NewAuthentication): Promise<AuthenticationInit>;
  /** Undefined when it is unknown, used or ended. */
  find(token: string): Promise<StoredAuthentication | undefined>;
  /** As `find`, for whoever holds the token. @throws RpcError NOT_FOUND */
  get(token: string): Promise<AuthenticationInit>;
  /**
   * Counts a guess at a second factor before it is checked, so that however many come at once, no more than five
   * are.
   *
   * @throws RpcError NOT_FOUND, or RESOURCE_EXHAUSTED after five
   */
  countGuess(token: string): Promise<StoredAuthentication>;
  /** Adds what was shown. @throws RpcError NOT_FOUND */
  add(token: string, methods: AuthenticationMethod[]): Promise<AuthenticationInit>;
  /**
   * Uses it up: of any number of callers one gets it.
   *
   * @throws RpcError NOT_FOUND, or FAILED_PRECONDITION, which uses nothing up, when more has to be shown
   */
  take(token: string): Promise<StoredAuthentication>;
}

/** What they need. */
export interface AuthenticationsDependencies {
  store: Pick<EphemeralStore, 'put' | 'get' | 'takeOnce' | 'compareAndSet'>;
  factors: SecondFactors;
  users: Pick<UserRepository, 'findBySubject'>;
  clock: () => Date;
}

const lifetimeSeconds = 10 * 60;
const mostGuesses = 5;
const methodsInOrder: AuthenticationMethod[] = ['pwd', 'otp', 'hwk', 'swk', 'user', 'mfa'];

/** As it is stored: JSON, times in milliseconds. */
interface Entry {
  subject: string;
  methods: AuthenticationMethod[];
  authTime: number;
  beginTime: number;
  sessionId?: string | undefined;
  guesses: number;
}

/** Creates them in a store, which knows them by the hash of their token. */
export function createAuthentications(dependencies: AuthenticationsDependencies): Authentications {
  const { store, factors, users, clock } = dependencies;

  const load = async (token: string) => {
    const key = keyOf(token);
    const value = key && (await store.get(key));
    if (!key || !value) return undefined;
    const entry = JSON.parse(value) as Entry;
    const stored = toStored(entry);
    return stored.expireTime > clock() ? { key, value, entry, stored } : undefined;
  };

  const change = async (token: string, next: (entry: Entry) => Entry): Promise<Entry> => {
    // Guesses and methods only grow and are few, and a round that fails is one in which they grew: rounds are few.
    for (;;) {
      const found = await load(token);
      if (!found) throw noSuchAuthentication();
      const changed = next(found.entry);
      if (await store.compareAndSet(found.key, found.value, JSON.stringify(changed))) return changed;
    }
  };

  const describe = async (token: string, entry: Entry): Promise<AuthenticationInit> => {
    const { subject, methods } = entry;
    const [user, owned] = await Promise.all([users.findBySubject(subject), factors.find(subject)]);
    if (!user) throw noSuchAuthentication();
    return {
      authenticationToken: token,
      subject,
      email: user.email,
      amr: methods,
      acr: acrOf(methods) ?? '',
      sufficient: isSufficient(methods, owned),
      secondFactors: factorsLeft(methods, owned),
      expireTime: timestampFromDate(toStored(entry).expireTime),
    };
  };

  return {
    async begin({ subject, methods, beginTime = clock(), authTime = beginTime, sessionId }) {
      const token = createSecretToken();
      const entry: Entry = {
        subject,
        methods: union(methods),
        authTime: authTime.getTime(),
        beginTime: beginTime.getTime(),
        sessionId,
        guesses: 0,
      };
      const authentication = await describe(token, entry);
      await store.put(keyOf(token) ?? '', JSON.stringify(entry), lifetimeSeconds);
      return authentication;
    },
    find: async (token) => (await load(token))?.stored,
    async get(token) {
      const found = await load(token);
      if (!found) throw noSuchAuthentication();
      return describe(token, found.entry);
    },
    async countGuess(token) {
      const entry = await change(token, (before) => {
        if (before.guesses >= mostGuesses) {
          throw new RpcError('RESOURCE_EXHAUSTED', 'too many codes were wrong: sign in anew');
        }
        return { ...before, guesses: before.guesses + 1 };
      });
      return toStored(entry);
    },
    async add(token, methods) {
      const entry = await change(token, (before) => ({
        ...before,
        methods: union([...before.methods, ...methods]),
      }));
      return describe(token, entry);
    },
    async take(token) {
      const found = await load(token);
      if (!found) throw noSuchAuthentication();
      const { subject, methods } = found.stored;
      if (!isSufficient(methods, await factors.find(subject))) {
        throw new RpcError('FAILED_PRECONDITION', 'a second factor has to be shown');
      }
      const taken = await store.takeOnce(found.key);
      if (!taken) throw noSuchAuthentication();
      return toStored(JSON.parse(taken) as Entry);
    },
  };
}

/** Whoever has a second factor shows more than a password. */
function isSufficient(methods: AuthenticationMethod[], owned: OwnedFactors): boolean {
  const acr = acrOf(methods);
  return acr !== undefined && (!hasSecondFactor(owned) || reachesAcr(acr, [MULTI_FACTOR]));
}

function factorsLeft(methods: AuthenticationMethod[], owned: OwnedFactors): SecondFactor[] {
  const shown = (...some: AuthenticationMethod[]) => some.some((method) => methods.includes(method));
  const left: SecondFactor[] = [];
  if (owned.passkeys > 0 && !shown('hwk', 'swk')) left.push(SecondFactor.PASSKEY);
  if (owned.totp && !shown('otp')) left.push(SecondFactor.TOTP);
  if (owned.recoveryCodes > 0 && !shown('otp')) left.push(SecondFactor.RECOVERY_CODE);
  return left;
}

/** Each method once, with `mfa` (RFC 8176 §2) when they are several factors. */
function union(methods: AuthenticationMethod[]): AuthenticationMethod[] {
  const acr = acrOf(methods);
  const several = acr !== undefined && reachesAcr(acr, [MULTI_FACTOR]);
  return methodsInOrder.filter((method) => methods.includes(method) || (method === 'mfa' && several));
}

function toStored({ subject, methods, authTime, beginTime, sessionId }: Entry): StoredAuthentication {
  return {
    subject,
    methods,
    authTime: new Date(authTime),
    beginTime: new Date(beginTime),
    // The store forgets by the clock of its server; what counts is the clock of the service.
    expireTime: new Date(beginTime + lifetimeSeconds * 1000),
    sessionId,
  };
}

function keyOf(token: string): string | undefined {
  const hash = hashSecretToken(token);
  return hash && `authentication:${hash.toString('base64url')}`;
}

function noSuchAuthentication(): RpcError {
  return new RpcError('NOT_FOUND', 'no such authentication');
}
