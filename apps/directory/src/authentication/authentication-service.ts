import { AuthenticationService } from '@latchkey/contracts';
import { RpcError, isStatus, rpcService, type Handlers, type RpcService } from '@latchkey/rpc';
import { directoryEvent } from '../audit/audit-event';
import type { SessionGuard } from '../session/require-session';
import type { Authentications } from './authentications';
import { checkPassword, type PasswordDependencies } from './check-password';
import { recordedAddress } from './recorded-address';
import type { SecondFactorHandlers } from './second-factor-handlers';

/** What serving authentications needs. */
export interface AuthenticationServiceDependencies extends PasswordDependencies {
  authentications: Pick<Authentications, 'begin' | 'get'>;
  guard: Pick<SessionGuard, 'require'>;
  secondFactors: SecondFactorHandlers;
  passkeys: Pick<
    Handlers<typeof AuthenticationService>,
    'startPasskeyAuthentication' | 'authenticateWithPasskey'
  >;
}

/** Serves what users sign in with. */
export function authenticationService(dependencies: AuthenticationServiceDependencies): RpcService {
  const { authentications, guard, secondFactors, passkeys, audit, clock } = dependencies;
  return rpcService(AuthenticationService, {
    ...secondFactors,
    ...passkeys,

    async authenticateWithPassword(credentials, { signal }) {
      // Before the check: a password that is changed during it counts for nothing.
      const beginTime = clock();
      const { subject } = await checkPassword(dependencies, credentials, signal);
      const authentication = await authentications.begin({ subject, methods: ['pwd'], beginTime });
      if (!authentication.sufficient) {
        // That somebody knows the password is worth knowing, even when they get no further.
        const remoteAddress = recordedAddress(credentials.remoteAddress);
        const type = 'user.second_factor_required';
        await audit.record([directoryEvent({ type, eventTime: clock(), subject, remoteAddress })]);
      }
      return { authentication };
    },

    async continueSession({ sessionToken }) {
      const session = await guard.require(sessionToken).catch((error: unknown) => {
        throw isStatus(error, 'UNAUTHENTICATED') ? new RpcError('NOT_FOUND', 'no such session') : error;
      });
      const { sessionId, methods, authTime, user } = session;
      return {
        authentication: await authentications.begin({ subject: user.subject, methods, authTime, sessionId }),
      };
    },

    async getAuthentication({ authenticationToken }) {
      return { authentication: await authentications.get(authenticationToken) };
    },
  });
}
