import { randomUUID } from 'node:crypto';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import {
  AuthorizationRequestSchema,
  GetAuthorizationRequestResponseSchema,
  ApproveAuthorizationRequestResponseSchema,
  DenialReason,
  DenyAuthorizationRequestResponseSchema,
  PushAuthorizationRequestResponseSchema,
  type AuthorizationRequest,
  type StandingApprovalSchema,
} from '@latchkey/contracts';
import { reachesAcr, redirectLocation } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** A client that the issuer of a test knows. */
export interface TestClient {
  name: string;
  redirectUri: string;
}

/** Keeps authorization requests in memory, and answers as the contract of AuthorizationService says. */
export function inMemoryIssuer(clock: () => Date, clients: Record<string, TestClient>) {
  const stored = new Map<string, { request: AuthorizationRequest; state: string; decided?: 'approved' }>();
  const decisions: {
    decision: 'approved' | 'denied';
    subject?: string;
    scopes?: string[];
    reason?: DenialReason;
  }[] = [];
  const signIns: { authTime: Date; acr: string }[] = [];

  const known = (requestUri: string) => {
    const entry = stored.get(requestUri);
    if (!entry) throw new RpcError('NOT_FOUND', 'no such request');
    return entry;
  };
  const live = (requestUri: string) => {
    const entry = known(requestUri);
    const expires = Number(entry.request.expireTime?.seconds ?? 0) * 1000;
    if (expires <= clock().getTime()) throw new RpcError('NOT_FOUND', 'no such request');
    return entry;
  };
  const refused = (code: string, description: string, location = '') =>
    create(PushAuthorizationRequestResponseSchema, {
      outcome: { case: 'refused', value: { error: { code, description }, location } },
    });

  const service: ServerDeps['authorization'] = {
    async pushAuthorizationRequest({ parameters = {}, resources = [], standingApproval }) {
      const client = clients[parameters.client_id ?? ''];
      if (!client) return refused('invalid_request', 'the client is not registered');
      if (parameters.redirect_uri !== client.redirectUri) {
        return refused('invalid_request', 'the redirect URI is not registered for this client');
      }
      const state = parameters.state ?? '';
      if (parameters.response_type !== 'code') {
        const location = redirectLocation(client.redirectUri, { error: 'unsupported_response_type', state });
        return refused('unsupported_response_type', 'response_type must be code', location);
      }
      const requestUri = `urn:ietf:params:oauth:request_uri:${randomUUID()}`;
      const request = create(AuthorizationRequestSchema, {
        clientId: parameters.client_id,
        clientName: client.name,
        redirectUri: client.redirectUri,
        scopes: parameters.scope?.split(' ') ?? [],
        prompts: parameters.prompt?.split(' ') ?? [],
        authenticatedSince: sinceWhen(clock(), parameters),
        acrValues: parameters.acr_values?.split(' ') ?? [],
        uiLocales: parameters.ui_locales,
        resources,
        loginHint: parameters.login_hint,
        expireTime: timestampFromDate(new Date(clock().getTime() + 600_000)),
      });
      if (standingApproval && covers(standingApproval, request)) {
        const { subject, scopes, authTime, acr = '' } = standingApproval;
        decisions.push({ decision: 'approved', subject, scopes: [...(scopes ?? [])] });
        signIns.push({ authTime: timestampDate(authTime as Timestamp), acr });
        const location = redirectLocation(client.redirectUri, { code: 'a-code', state: state || undefined });
        return create(PushAuthorizationRequestResponseSchema, {
          outcome: { case: 'approved', value: { location } },
        });
      }
      stored.set(requestUri, { request, state });
      return create(PushAuthorizationRequestResponseSchema, {
        outcome: {
          case: 'accepted',
          value: { requestUri, expiresInSeconds: 600, authorizationRequest: request },
        },
      });
    },
    async getAuthorizationRequest({ requestUri = '', includeExpired = false }) {
      const { request } = includeExpired ? known(requestUri) : live(requestUri);
      return create(GetAuthorizationRequestResponseSchema, { authorizationRequest: request });
    },
    async approveAuthorizationRequest({ requestUri = '', subject, scopes, authTime, acr = '' }) {
      const entry = live(requestUri);
      const signIn = { authTime: timestampDate(authTime as Timestamp), acr };
      const { authenticatedSince: since, acrValues } = entry.request;
      if ((since && signIn.authTime < timestampDate(since)) || !reachesAcr(acr, acrValues)) {
        throw new RpcError('FAILED_PRECONDITION', 'the sign-in is older, or weaker, than was asked for');
      }
      signIns.push(signIn);
      entry.decided = 'approved';
      decisions.push({ decision: 'approved', subject, scopes: [...(scopes ?? [])] });
      const { redirectUri } = entry.request;
      const location = redirectLocation(redirectUri, { code: 'a-code', state: entry.state || undefined });
      return create(ApproveAuthorizationRequestResponseSchema, { location });
    },
    async denyAuthorizationRequest({ requestUri = '', reason = DenialReason.UNSPECIFIED }) {
      const entry = live(requestUri);
      if (entry.decided) throw new RpcError('FAILED_PRECONDITION', 'the request was approved');
      decisions.push({ decision: 'denied', ...(reason !== DenialReason.UNSPECIFIED && { reason }) });
      const location = redirectLocation(entry.request.redirectUri, { error: errorOf[reason] });
      return create(DenyAuthorizationRequestResponseSchema, { location });
    },
  };
  return {
    service,
    decisions,
    /** The sign-ins that approvals came with. */
    signIns,
  };
}

/** Whether a standing approval names all that a request asks for, as far as clients of tests ask. */
function covers(
  { scopes = [], resources = [] }: MessageInitShape<typeof StandingApprovalSchema>,
  request: AuthorizationRequest,
): boolean {
  return (
    request.scopes.every((scope) => scopes.includes(scope)) &&
    request.resources.every((resource) => resources.includes(resource))
  );
}

const errorOf: Record<DenialReason, string> = {
  [DenialReason.UNSPECIFIED]: 'access_denied',
  [DenialReason.LOGIN_REQUIRED]: 'login_required',
  [DenialReason.CONSENT_REQUIRED]: 'consent_required',
  [DenialReason.UNMET_AUTHENTICATION_REQUIREMENTS]: 'unmet_authentication_requirements',
};

/** What `prompt=login` and `max_age` amount to, for clocks that do not differ. */
function sinceWhen(now: Date, { prompt, max_age: maxAge }: Record<string, string>): Timestamp | undefined {
  if (prompt?.split(' ').includes('login')) return timestampFromDate(now);
  if (maxAge === undefined) return undefined;
  return timestampFromDate(new Date(now.getTime() - Number(maxAge) * 1000));
}
