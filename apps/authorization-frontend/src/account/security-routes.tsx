import type { FastifyInstance } from 'fastify';
import { sendPage } from '../http/reply';
import { authenticatorRoutes } from './authenticator-routes';
import type { AccountDeps } from './account-deps';
import { emailRoutes } from './email-routes';
import { passkeyRoutes } from './passkey-routes';
import { passwordRoutes } from './password-routes';
import { recoveryCodeRoutes } from './recovery-code-routes';
import { SecurityPage } from './security-page';
import { accountPart } from './visit';
import { findWaitingRequest } from './waiting-request';

/** `/account/security`: what somebody signs in with, and the steps that change it. */
export function securityRoutes(server: FastifyInstance, deps: AccountDeps): void {
  const part = accountPart(server, deps, 'security');
  part.page('/account/security', async (visit) => {
    const { reply, signedIn } = visit;
    const [credentials, waiting] = await Promise.all([
      deps.credentials.listCredentials({ sessionToken: signedIn.token }),
      findWaitingRequest(deps, visit),
    ]);
    return sendPage(
      reply,
      200,
      <SecurityPage
        user={signedIn.user}
        credentials={credentials}
        done={visit.confirmed}
        path={visit.path}
        waiting={waiting}
      />,
    );
  });
  passwordRoutes(part, deps);
  emailRoutes(part, deps);
  passkeyRoutes(part, deps);
  authenticatorRoutes(part, deps);
  recoveryCodeRoutes(part, deps);
}
