import { isAcr, reachesAcr, redirectLocation } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { GrantRepository } from '../grant/grant-repository';
import { createFamilyKey, createOpaqueToken } from '../grant/opaque-token';
import { denial, type DenialError } from './denial';
import { errorLocation } from './error-location';
import type { AuthorizationRequestStore, StoredAuthorizationRequest } from './request-store';
import { authenticatedSince } from './requested-sign-in';

/** What authorization requests need. */
export interface AuthorizationRequestDependencies {
  /** The issuer identifier, which every answer carries (RFC 9207). */
  issuer: string;
  requests: AuthorizationRequestStore;
  grants: Pick<GrantRepository, 'offerCode'>;
  clock: () => Date;
  codeLifetimeSeconds: number;
}

/** Who decided, and on what. */
export interface Approval {
  subject: string;
  authTime: Date;
  /** Authentication context class of the sign-in; empty when it is not known. */
  acr: string;
  scopes: string[];
}

/** Authorization requests that a browser has brought, until a user has decided on them (RFC 6749 §4.1.2). */
export function createAuthorizationRequests(dependencies: AuthorizationRequestDependencies) {
  const { issuer, requests, grants, clock } = dependencies;

  return {
    /** The stored request. Throws RpcError NOT_FOUND when it has expired; long ago, with `includeExpired`. */
    get: (requestUri: string, { includeExpired }: { includeExpired: boolean }) =>
      includeExpired ? opened(requestUri) : pending(requestUri),

    /** Stores the grant with a code and returns where the browser takes it. Safe to repeat until the code is redeemed. */
    async approve(requestUri: string, { subject, authTime, acr, scopes }: Approval): Promise<string> {
      const request = await pending(requestUri);
      requireSignIn(request, { authTime, acr });
      if (scopes.length === 0 || !scopes.every((scope) => request.scopes.includes(scope))) {
        throw new RpcError('INVALID_ARGUMENT', 'approved scopes are not among those asked for');
      }
      const { decision } = request;
      const repeated = decision.kind === 'approved' && decision.subject === subject;
      if (!repeated && !(await decide(requestUri, request, { kind: 'approved', subject })))
        throw decidedAlready();
      return offerCode(request, { subject, authTime, acr, scopes });
    },

    /**
     * Approves a request that was not stored, if a standing approval covers it: one of a sign-in that will do for it,
     * for all that it asks for, that does not want the user to be asked. Undefined otherwise. Who the client thinks
     * will sign in is for the pages to compare, which know the user's address.
     */
    async approveCovered(
      request: StoredAuthorizationRequest,
      standing: Approval & { resources: string[] },
    ): Promise<string | undefined> {
      const { subject, authTime, acr } = standing;
      const asksNobody = (request.prompts ?? []).every((prompt) => prompt === 'none');
      const isCovered =
        asksNobody &&
        request.scopes.every((scope) => standing.scopes.includes(scope)) &&
        request.resources.every((resource) => standing.resources.includes(resource));
      if (!isCovered || signInFault(request, { authTime, acr }) !== undefined) return undefined;
      return offerCode(request, { subject, authTime, acr, scopes: request.scopes });
    },

    /** Records the refusal and returns where the browser takes it. Safe to repeat: the first reason stands. */
    async deny(requestUri: string, error: DenialError): Promise<string> {
      const request = await pending(requestUri);
      const { decision } = request;
      if (decision.kind === 'denied') return errorLocation(request, denial(decision.error), issuer);
      if (!(await decide(requestUri, request, { kind: 'denied', error }))) throw decidedAlready();
      return errorLocation(request, denial(error), issuer);
    },
  };

  /** Stores the grant with a code, and returns where the browser takes it. */
  async function offerCode(
    request: StoredAuthorizationRequest,
    { subject, authTime, acr, scopes }: Approval,
  ): Promise<string> {
    const now = clock();
    const codeExpiresAt = new Date(now.getTime() + dependencies.codeLifetimeSeconds * 1000);
    const tokenFamilyKey = createFamilyKey();
    const code = createOpaqueToken(request.grantId, tokenFamilyKey);
    const { clientId, resources, codeChallenge: challenge, redirectUri, dpopJkt = null } = request;
    const offered = await grants.offerCode(
      {
        id: request.grantId,
        clientId,
        subject,
        scopes,
        resources,
        authTime,
        acr: acr || null,
        tokenFamilyKey,
        dpopJkt,
        createdAt: now,
        expiresAt: codeExpiresAt,
      },
      { hash: code.hash, expiresAt: codeExpiresAt, challenge, redirectUri },
    );
    if (!offered) throw decidedAlready();
    return redirectLocation(redirectUri, { code: code.value, state: request.state, iss: issuer });
  }

  async function pending(requestUri: string): Promise<StoredAuthorizationRequest> {
    const request = await opened(requestUri);
    if (new Date(request.expiresAt) <= clock()) throw unknownRequest();
    return request;
  }

  async function opened(requestUri: string): Promise<StoredAuthorizationRequest> {
    const request = await requests.find(requestUri);
    // A pushed request that no browser has named yet is nothing to decide on.
    if (!request || request.awaitsBrowser) throw unknownRequest();
    return request;
  }

  async function decide(
    requestUri: string,
    request: StoredAuthorizationRequest,
    decision: StoredAuthorizationRequest['decision'],
  ): Promise<boolean> {
    return (
      request.decision.kind === 'pending' && requests.replace(requestUri, request, { ...request, decision })
    );
  }
}

/** What the pages have seen to is looked at again where it counts. */
function requireSignIn(
  request: StoredAuthorizationRequest,
  signIn: Pick<Approval, 'authTime' | 'acr'>,
): void {
  const fault = signInFault(request, signIn);
  if (fault !== undefined) throw new RpcError('FAILED_PRECONDITION', fault);
}

/** Why a sign-in will not do for a request; undefined when it does. */
function signInFault(
  request: StoredAuthorizationRequest,
  { authTime, acr }: Pick<Approval, 'authTime' | 'acr'>,
): string | undefined {
  if (acr !== '' && !isAcr(acr)) throw new RpcError('INVALID_ARGUMENT', 'acr is not one that is known here');
  const since = authenticatedSince(request);
  if (since && authTime < since) return 'the sign-in is older than the request asks for';
  return reachesAcr(acr, request.acrValues ?? [])
    ? undefined
    : 'the sign-in is weaker than the request asks for';
}

/** Decides what authorization requests may do. */
export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;

function decidedAlready(): RpcError {
  return new RpcError('FAILED_PRECONDITION', 'the authorization request was decided already');
}

function unknownRequest(): RpcError {
  return new RpcError('NOT_FOUND', 'no such authorization request');
}
