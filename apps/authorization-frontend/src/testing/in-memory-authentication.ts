import { randomBytes } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import {
  AuthenticateWithPasskeyResponseSchema,
  AuthenticateWithPasswordResponseSchema,
  AuthenticateWithRecoveryCodeResponseSchema,
  AuthenticateWithTotpResponseSchema,
  AuthenticationSchema,
  ContinueSessionResponseSchema,
  GetAuthenticationResponseSchema,
  SecondFactor,
  StartPasskeyAuthenticationResponseSchema,
  type Authentication,
  type Session,
} from '@latchkey/contracts';
import { acrOf, type AuthenticationMethod } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';
import type { TestUser } from './in-memory-directory';

/** What a user of a test can show beside a password. */
export interface TestFactors {
  /** The code that the authenticator application always shows. */
  totp?: string;
  recoveryCodes?: string[];
  /** What the user's passkey answers. */
  passkey?: string;
}

/** What somebody has shown. */
export interface Shown {
  subject: string;
  methods: AuthenticationMethod[];
  authTime: Timestamp;
}

interface Stored extends Shown {
  expireTime: Date;
}

const lifetimeMilliseconds = 600_000;

/** What passkeys are asked with, in tests. */
export const passkeyOptions = '{"challenge":"Y2hhbGxlbmdl","allowCredentials":[]}';

/**
 * Keeps authentications in memory, and answers as the contract of AuthenticationService says.
 *
 * @param sessions live ones by their token, shared with the fake of SessionService
 */
export function inMemoryAuthentication(
  clock: () => Date,
  people: readonly TestUser[],
  sessions: ReadonlyMap<string, Session>,
) {
  const factors = new Map<string, TestFactors>();
  const stored = new Map<string, Stored>();
  const addresses: string[] = [];
  const factorsOf = (subject: string) => factors.get(subject) ?? {};

  const live = (token = '') => {
    const found = stored.get(token);
    if (!found || found.expireTime <= clock()) throw new RpcError('NOT_FOUND', 'no such authentication');
    return found;
  };
  const describe = (token: string): Authentication => {
    const { subject, methods, expireTime } = live(token);
    const { totp, recoveryCodes = [], passkey } = factorsOf(subject);
    const hasKey = methods.includes('hwk') || methods.includes('swk');
    const second: SecondFactor[] = [];
    if (passkey && !hasKey) second.push(SecondFactor.PASSKEY);
    if (totp && !methods.includes('otp')) second.push(SecondFactor.TOTP);
    if (recoveryCodes.length > 0 && !methods.includes('otp')) second.push(SecondFactor.RECOVERY_CODE);
    return create(AuthenticationSchema, {
      authenticationToken: token,
      subject,
      email: people.find((one) => one.subject === subject)?.email ?? '',
      amr: methods,
      acr: acrOf(methods),
      sufficient: methods.includes('mfa') || !(totp || passkey),
      secondFactors: second,
      expireTime: timestampFromDate(expireTime),
    });
  };
  /** Begins an authentication, as sign-up and a password reset answer with one. */
  const begin = (
    subject: string,
    methods: AuthenticationMethod[] = ['pwd'],
    authTime = timestampFromDate(clock()),
  ): Authentication => {
    const token = randomBytes(32).toString('base64url');
    const expireTime = new Date(clock().getTime() + lifetimeMilliseconds);
    stored.set(token, { subject, methods, authTime, expireTime });
    return describe(token);
  };
  const add = (token: string, ...methods: AuthenticationMethod[]): Authentication => {
    const entry = live(token);
    entry.methods = [...new Set([...entry.methods, ...methods, 'mfa' as const])];
    return describe(token);
  };
  const wrong = () => new RpcError('UNAUTHENTICATED', 'that is wrong');

  const service: ServerDeps['authentication'] = {
    async authenticateWithPassword({ email, password, remoteAddress = '' }) {
      addresses.push(remoteAddress);
      const person = people.find((one) => one.email === email && one.password === password);
      if (!person) throw wrong();
      return create(AuthenticateWithPasswordResponseSchema, { authentication: begin(person.subject) });
    },
    async startPasskeyAuthentication({ authenticationToken }) {
      if (authenticationToken) live(authenticationToken);
      return create(StartPasskeyAuthenticationResponseSchema, { optionsJson: passkeyOptions });
    },
    async authenticateWithPasskey({ responseJson = '', authenticationToken = '' }) {
      if (authenticationToken) {
        if (factorsOf(live(authenticationToken).subject).passkey !== responseJson) throw wrong();
        return create(AuthenticateWithPasskeyResponseSchema, {
          authentication: add(authenticationToken, 'hwk'),
        });
      }
      const person = people.find(({ subject }) => factorsOf(subject).passkey === responseJson);
      if (!person) throw wrong();
      const authentication = begin(person.subject, ['hwk', 'user', 'mfa']);
      return create(AuthenticateWithPasskeyResponseSchema, { authentication });
    },
    async authenticateWithTotp({ authenticationToken = '', code }) {
      if (factorsOf(live(authenticationToken).subject).totp !== code) throw wrong();
      return create(AuthenticateWithTotpResponseSchema, { authentication: add(authenticationToken, 'otp') });
    },
    async authenticateWithRecoveryCode({ authenticationToken = '', code = '' }) {
      const { recoveryCodes = [] } = factorsOf(live(authenticationToken).subject);
      const place = recoveryCodes.indexOf(code);
      if (place < 0) throw wrong();
      recoveryCodes.splice(place, 1);
      const authentication = add(authenticationToken, 'otp');
      return create(AuthenticateWithRecoveryCodeResponseSchema, { authentication });
    },
    async continueSession({ sessionToken = '' }) {
      const session = sessions.get(sessionToken);
      if (!session?.user) throw new RpcError('NOT_FOUND', 'no such session');
      const authentication = begin(
        session.user.subject,
        session.amr as AuthenticationMethod[],
        session.authTime,
      );
      return create(ContinueSessionResponseSchema, { authentication });
    },
    async getAuthentication({ authenticationToken = '' }) {
      return create(GetAuthenticationResponseSchema, { authentication: describe(authenticationToken) });
    },
  };
  return {
    service,
    begin,
    /** What somebody can show beside a password, by subject. */
    factors,
    /** Addresses from which passwords were tried. */
    addresses,
    /** Uses up a sufficient authentication, as CreateSession does. */
    take(token = ''): Shown {
      const shown = live(token);
      if (!describe(token).sufficient) throw new RpcError('FAILED_PRECONDITION', 'not sufficient');
      stored.delete(token);
      return shown;
    },
  };
}
