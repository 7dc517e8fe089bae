import { UserService } from '@latchkey/contracts';
import { rpcService, type RpcService } from '@latchkey/rpc';
import { authenticateUser, type AuthenticationDependencies } from './authenticate-user';

/** Serves the users. */
export function userService(dependencies: AuthenticationDependencies): RpcService {
  return rpcService(UserService, {
    async authenticateUser(credentials, { signal }) {
      const { subject, email, name } = await authenticateUser(dependencies, credentials, signal);
      return { user: { subject, email, name } };
    },
  });
}
