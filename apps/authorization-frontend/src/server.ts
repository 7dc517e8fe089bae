import fastifyCookie from '@fastify/cookie';
import { requestContextFromHeaders, type Logger } from '@latchkey/service-kit';
import type { Look } from '@latchkey/ui';
import fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import type { Registry } from 'prom-client';
import type { AccountDeps } from './account/account-deps';
import { accountRoutes } from './account/account-routes';
import { authorizeRoutes, type AuthorizeDeps } from './authorize/authorize-routes';
import { createOpenedRequests } from './authorize/opened-requests';
import { consentRoutes, type ConsentDeps } from './consent/consent-routes';
import { logoRoute } from './consent/logo-route';
import { createFormGuard } from './csrf/form-guard';
import { deviceRoutes } from './device/device-routes';
import type { DeviceDeps } from './device/device-step';
import type { EmailLinkDeps } from './email-link/email-link-deps';
import { emailLinkRoutes } from './email-link/email-link-routes';
import { handleErrors, sendErrorPage } from './errors/error-handler';
import { keepAccessLog } from './http/access-log';
import { assetRoutes } from './http/asset-routes';
import { cookiesFor } from './http/cookies';
import { acceptForms } from './http/forms';
import { switchLanguages } from './http/language-switch';
import { carryRequestContext } from './http/request-context';
import { securityHeaders, setSecurityHeaders } from './http/security-headers';
import { outboxRoute, type OutboxDeps } from './outbox/outbox-route';
import { passkeyScript } from './passkey/passkey-script';
import { selectAccountRoutes } from './select-account/select-account-routes';
import { createSessions, type SessionStore } from './session/sessions';
import { createPendingAuthentications } from './sign-in/pending-authentication';
import { secondStepRoutes, type SecondStepDeps } from './sign-in/second-step-routes';
import { signInRoutes, type SignInDeps } from './sign-in/sign-in-routes';
import { signOutRoute } from './sign-in/sign-out-route';
import { welcomeRoute, type WelcomeDeps } from './welcome/welcome-route';

/** What the front end is built from. */
export interface ServerDeps {
  /** Origin that browsers see. */
  publicUrl: string;
  /** Where an OAuth application is requested: a `mailto:` or `https:` address. */
  contact: string;
  /** How the pages look. */
  look: Look;
  clock: () => Date;
  logger: Logger;
  metrics: Registry;
  authentication: SignInDeps['authentication'] &
    SecondStepDeps['authentication'] &
    ConsentDeps['authentication'];
  authorization: AuthorizeDeps['authorization'] & ConsentDeps['authorization'];
  devices: DeviceDeps['devices'];
  resources: WelcomeDeps['resources'];
  clients: ConsentDeps['clients'];
  consents: ConsentDeps['consents'] & AccountDeps['consents'];
  credentials: AccountDeps['credentials'];
  grants: AccountDeps['grants'];
  sessions: SessionStore & AccountDeps['sessionList'];
  users: SignInDeps['users'] & EmailLinkDeps['users'] & AccountDeps['users'];
  mails: OutboxDeps['mails'];
}

const bodyLimitBytes = 16 * 1024;

/**
 * Builds the server of the browser pages.
 *
 * @param serverFactory makes its listener; plain HTTP without one, which only a test may use
 */
export function buildServer(deps: ServerDeps, serverFactory?: FastifyServerFactory): FastifyInstance {
  const { publicUrl, clock, look } = deps;
  const cookies = cookiesFor(publicUrl);
  const server = fastify({
    ...(serverFactory && { serverFactory }),
    logger: false,
    // The gateway is the one hop in front: what it appended to X-Forwarded-For is the browser's address.
    trustProxy: (_address, hop) => hop === 0,
    bodyLimit: bodyLimitBytes,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      request.requestContext = requestContextFromHeaders(request.headers);
      reply.headers(securityHeaders(publicUrl));
      void sendErrorPage(deps, error, request, reply);
    },
  });
  server.decorate('pages', { look, languageCookie: cookies.language });
  carryRequestContext(server);
  setSecurityHeaders(server, deps);
  keepAccessLog(server, deps);
  acceptForms(server);
  handleErrors(server, deps);
  server.register(fastifyCookie);
  switchLanguages(server, cookies.language);

  const forms = createFormGuard(cookies.browser);
  const sessions = createSessions(deps.sessions, cookies.session);
  const opened = createOpenedRequests(cookies.request, clock);
  const pending = createPendingAuthentications(deps.authentication, cookies.authentication);
  const rooms = { ...deps, forms, sessions, sessionList: deps.sessions, opened, pending };
  assetRoutes(server, [...look.assets, passkeyScript]);
  welcomeRoute(server, rooms);
  authorizeRoutes(server, rooms);
  signInRoutes(server, rooms);
  secondStepRoutes(server, rooms);
  signOutRoute(server, { ...rooms, cookies });
  selectAccountRoutes(server, rooms);
  consentRoutes(server, rooms);
  logoRoute(server, rooms);
  emailLinkRoutes(server, { ...rooms, cookies });
  outboxRoute(server, rooms);
  deviceRoutes(server, rooms);
  accountRoutes(server, { ...rooms, cookies });
  return server;
}
