import { OAuthError, redirectLocation, type RequestParameters } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { randomUUID } from 'node:crypto';
import type { ClientRegistry } from '../client/client-registry';
import type { GrantRepository } from '../grant/grant-repository';
import { createFamilyKey, createOpaqueToken } from '../grant/opaque-token';
import type { AuthorizationRequestStore, StoredAuthorizationRequest } from './request-store';
import { trustedRedirect, validateAuthorizationRequest } from './validate-authorization-request';

/** What authorization requests need. */
export interface AuthorizationRequestDependencies {
  /** The issuer identifier, which every answer carries (RFC 9207). */
  issuer: string;
  clients: ClientRegistry;
  requests: AuthorizationRequestStore;
  grants: Pick<GrantRepository, 'offerCode'>;
  clock: () => Date;
  requestLifetimeSeconds: number;
  codeLifetimeSeconds: number;
}

/** What became of a request that came in. */
export type PushOutcome =
  | { kind: 'accepted'; requestUri: string; expiresInSeconds: number }
  /** `location` is where the client learns of the error; undefined when the browser must not be sent anywhere. */
  | { kind: 'refused'; error: OAuthError; location?: string };

/** Who decided, and on what. */
export interface Approval {
  subject: string;
  authTime: Date;
  scopes: string[];
}

/** Authorization requests from their arrival to the code (RFC 6749 §4.1.1 and §4.1.2). */
export function createAuthorizationRequests(dependencies: AuthorizationRequestDependencies) {
  const { issuer, clients, requests, grants, clock } = dependencies;

  return {
    /** Validates a request and stores it. */
    async push(request: RequestParameters): Promise<PushOutcome> {
      try {
        const { client, redirectUri, state } = await trustedRedirect(request, clients);
        try {
          const valid = validateAuthorizationRequest(request, client);
          const lifetime = dependencies.requestLifetimeSeconds;
          const stored: StoredAuthorizationRequest = {
            ...valid,
            grantId: randomUUID(),
            clientId: client.id,
            clientName: client.name,
            redirectUri,
            ...(state !== undefined && { state }),
            expiresAt: new Date(clock().getTime() + lifetime * 1000).toISOString(),
            decision: { kind: 'pending' },
          };
          return {
            kind: 'accepted',
            requestUri: await requests.add(stored, lifetime),
            expiresInSeconds: lifetime,
          };
        } catch (error) {
          if (!(error instanceof OAuthError)) throw error;
          return { kind: 'refused', error, location: errorLocation({ redirectUri, state }, error) };
        }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        return { kind: 'refused', error };
      }
    },

    /** The stored request. Throws RpcError NOT_FOUND when it has expired. */
    get: (requestUri: string) => pending(requestUri),

    /** Stores the grant with a code and returns where the browser takes it. Safe to repeat until the code is redeemed. */
    async approve(requestUri: string, { subject, authTime, scopes }: Approval): Promise<string> {
      const request = await pending(requestUri);
      if (scopes.length === 0 || !scopes.every((scope) => request.scopes.includes(scope))) {
        throw new RpcError('INVALID_ARGUMENT', 'approved scopes are not among those asked for');
      }
      const { decision } = request;
      const repeated = decision.kind === 'approved' && decision.subject === subject;
      if (!repeated && !(await decide(requestUri, request, { kind: 'approved', subject })))
        throw decidedAlready();

      const now = clock();
      const codeExpiresAt = new Date(now.getTime() + dependencies.codeLifetimeSeconds * 1000);
      const tokenFamilyKey = createFamilyKey();
      const code = createOpaqueToken(request.grantId, tokenFamilyKey);
      const { clientId, resources, codeChallenge: challenge, redirectUri } = request;
      const offered = await grants.offerCode(
        {
          id: request.grantId,
          clientId,
          subject,
          scopes,
          resources,
          authTime,
          tokenFamilyKey,
          createdAt: now,
          expiresAt: codeExpiresAt,
        },
        { hash: code.hash, expiresAt: codeExpiresAt, challenge, redirectUri },
      );
      if (!offered) throw decidedAlready();
      return redirectLocation(redirectUri, { code: code.value, state: request.state, iss: issuer });
    },

    /** Records the refusal and returns where the browser takes it. Safe to repeat. */
    async deny(requestUri: string): Promise<string> {
      const request = await pending(requestUri);
      const repeated = request.decision.kind === 'denied';
      if (!repeated && !(await decide(requestUri, request, { kind: 'denied' }))) throw decidedAlready();
      return errorLocation(
        request,
        new OAuthError('access_denied', { description: 'the user refused the request' }),
      );
    },
  };

  async function pending(requestUri: string): Promise<StoredAuthorizationRequest> {
    const request = await requests.find(requestUri);
    if (!request || new Date(request.expiresAt) <= clock()) {
      throw new RpcError('NOT_FOUND', 'no such authorization request');
    }
    return request;
  }

  async function decide(
    requestUri: string,
    request: StoredAuthorizationRequest,
    decision: StoredAuthorizationRequest['decision'],
  ): Promise<boolean> {
    return request.decision.kind === 'pending' && requests.decide(requestUri, request, decision);
  }

  function errorLocation(
    target: { redirectUri: string; state?: string | undefined },
    error: OAuthError,
  ): string {
    return redirectLocation(target.redirectUri, {
      error: error.code,
      error_description: error.description || undefined,
      state: target.state,
      iss: issuer,
    });
  }
}

/** Decides what authorization requests may do. */
export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;

function decidedAlready(): RpcError {
  return new RpcError('FAILED_PRECONDITION', 'the authorization request was decided already');
}
