import type { ClientAuthentication } from '@latchkey/contracts';
import { OAuthError, requireParameter, type RequestParameters } from '@latchkey/oauth';
import { randomUUID } from 'node:crypto';
import type { AuthenticateClient } from '../client/authenticate-client';
import type { Client } from '../client/client';
import type { ClientRegistry } from '../client/client-registry';
import type { AccessRules } from '../client/requested-access';
import type { RedeemProof } from '../dpop/redeem-proof';
import { errorLocation } from './error-location';
import type { AuthorizationRequestStore, StoredAuthorizationRequest } from './request-store';
import {
  isRegistered,
  redirectOf,
  trustedRedirect,
  validateAuthorizationRequest,
  type TrustedRedirect,
} from './validate-authorization-request';

/** What taking authorization requests in needs. */
export interface RequestIntakeDependencies extends Pick<AccessRules, 'requestedAccess'> {
  /** The issuer identifier, which every answer carries (RFC 9207). */
  issuer: string;
  clients: ClientRegistry;
  authenticateClient: AuthenticateClient;
  redeemProof: RedeemProof;
  requests: AuthorizationRequestStore;
  clock: () => Date;
  /** How long a user may take to decide. */
  requestLifetimeSeconds: number;
  /** How long a pushed request waits for the browser. */
  pushedLifetimeSeconds: number;
}

/** What became of a request that came in. */
export type IntakeOutcome =
  | {
      kind: 'accepted';
      requestUri: string;
      expiresInSeconds: number;
      authorizationRequest: StoredAuthorizationRequest;
    }
  /** `location` is where the client learns of the error; undefined when the browser must not be sent anywhere. */
  | { kind: 'refused'; error: OAuthError; location?: string }
  /** `location` is where the browser takes the code. */
  | { kind: 'approved'; location: string };

/** Approves a request that need not be stored, and returns where the browser goes; undefined when somebody has to decide. */
export type ApproveAtOnce = (request: StoredAuthorizationRequest) => Promise<string | undefined>;

// A double click or a preview opens a page twice before the first answer has reached the browser.
const repeatedOpeningSeconds = 10;

/** Authorization requests on their way in: brought by a browser, or pushed by the client (RFC 9126). */
export function createRequestIntake(dependencies: RequestIntakeDependencies) {
  const { issuer, clients, requests, clock } = dependencies;

  return {
    /**
     * Takes in what a browser brought: a whole request, or the handle of one that was pushed.
     *
     * @param approveAtOnce asked about a whole request that breaks no rule, before it is stored
     */
    fromBrowser(request: RequestParameters, approveAtOnce?: ApproveAtOnce): Promise<IntakeOutcome> {
      return refusing(async () => {
        if (request.parameters['request_uri'] !== undefined) return takeUp(request.parameters);
        const redirect = await trustedRedirect(request, clients);
        return refusing(
          async () => {
            // RFC 9126 §6
            if (redirect.client.requirePushedAuthorizationRequests) throw pushRequired();
            const lifetimeSeconds = dependencies.requestLifetimeSeconds;
            const valid = read(request, redirect, { awaitsBrowser: false, lifetimeSeconds });
            const location = await approveAtOnce?.(valid);
            return location === undefined ? store(valid, lifetimeSeconds) : { kind: 'approved', location };
          },
          (error) => errorLocation(redirect, error, issuer),
        );
      });
    },

    /**
     * Takes in what a client pushed (RFC 9126 §2.1). A proof of possession that comes with it binds the code
     * as the parameter `dpop_jkt` does (RFC 9449 §10.1).
     */
    fromClient(
      request: RequestParameters,
      authentication: ClientAuthentication | undefined,
      proof: string,
    ): Promise<IntakeOutcome> {
      return refusing(async () => {
        const client = await dependencies.authenticateClient(authentication);
        if ((request.parameters['client_id'] ?? client.id) !== client.id) {
          throw new OAuthError('invalid_request', {
            description: 'client_id differs from the client that was authenticated',
          });
        }
        const dpopJkt = await dependencies.redeemProof(proof, '/par');
        const lifetimeSeconds = dependencies.pushedLifetimeSeconds;
        const valid = read(withKey(request, dpopJkt), redirectOf(request, client), {
          awaitsBrowser: true,
          lifetimeSeconds,
        });
        return store(valid, lifetimeSeconds);
      });
    },
  };

  function read(
    request: RequestParameters,
    { client, redirectUri, state }: TrustedRedirect,
    { awaitsBrowser, lifetimeSeconds }: { awaitsBrowser: boolean; lifetimeSeconds: number },
  ): StoredAuthorizationRequest {
    return {
      ...validateAuthorizationRequest(request, client, dependencies),
      grantId: randomUUID(),
      clientId: client.id,
      clientName: client.name,
      redirectUri,
      ...(state !== undefined && { state }),
      awaitsBrowser,
      createdAt: clock().toISOString(),
      expiresAt: after(lifetimeSeconds),
      decision: { kind: 'pending' },
    };
  }

  async function store(request: StoredAuthorizationRequest, lifetimeSeconds: number): Promise<IntakeOutcome> {
    return accepted(await requests.add(request, lifetimeSeconds), lifetimeSeconds, request);
  }

  /**
   * Takes up a pushed request that a browser names (RFC 9126 §4). From then on the user has as long as anybody,
   * what the request wants of the sign-in counts from now, and the handle is used up (§7.3): the browser that
   * brought it remembers it, and who has come by it later gets nowhere. Only a page that is opened twice at once
   * may name it again, for a moment. All other parameters are ignored (RFC 9101 §5): what was pushed is what
   * counts.
   */
  async function takeUp(parameters: Record<string, string>): Promise<IntakeOutcome> {
    const clientId = requireParameter(parameters, 'client_id');
    const requestUri = requireParameter(parameters, 'request_uri');
    const client = await clients.find(clientId);
    // When the same page is opened twice at once, the second time finds what the first one did.
    const outcome = (await attempt(requestUri, client)) ?? (await attempt(requestUri, client));
    if (!outcome) throw unusableRequestUri();
    return outcome;
  }

  async function attempt(requestUri: string, client: Client | undefined): Promise<IntakeOutcome | undefined> {
    const request = await requests.find(requestUri);
    const isTheirs = client && request?.clientId === client.id && isRegistered(request.redirectUri, client);
    if (!isTheirs || request.decision.kind !== 'pending') throw unusableRequestUri();
    const secondsLeft = (new Date(request.expiresAt).getTime() - clock().getTime()) / 1000;
    if (secondsLeft <= 0) throw unusableRequestUri();
    const lifetimeSeconds = dependencies.requestLifetimeSeconds;
    if (!request.awaitsBrowser) {
      if (lifetimeSeconds - secondsLeft > repeatedOpeningSeconds) throw unusableRequestUri();
      return accepted(requestUri, Math.ceil(secondsLeft), request);
    }
    const takenUp = {
      ...request,
      awaitsBrowser: false,
      createdAt: clock().toISOString(),
      expiresAt: after(lifetimeSeconds),
    };
    const replaced = await requests.replace(requestUri, request, takenUp, lifetimeSeconds);
    return replaced ? accepted(requestUri, lifetimeSeconds, takenUp) : undefined;
  }

  function after(seconds: number): string {
    return new Date(clock().getTime() + seconds * 1000).toISOString();
  }
}

/** Takes authorization requests in. */
export type RequestIntake = ReturnType<typeof createRequestIntake>;

function accepted(
  requestUri: string,
  expiresInSeconds: number,
  authorizationRequest: StoredAuthorizationRequest,
): IntakeOutcome {
  return { kind: 'accepted', requestUri, expiresInSeconds, authorizationRequest };
}

async function refusing(
  takeIn: () => Promise<IntakeOutcome>,
  locationOf?: (error: OAuthError) => string,
): Promise<IntakeOutcome> {
  try {
    return await takeIn();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { kind: 'refused', error, ...(locationOf && { location: locationOf(error) }) };
  }
}

/** The request with the key that was proven; a parameter that names a key has to name the same one. */
function withKey(request: RequestParameters, dpopJkt: string | undefined): RequestParameters {
  if (dpopJkt === undefined) return request;
  if ((request.parameters['dpop_jkt'] ?? dpopJkt) !== dpopJkt) {
    throw new OAuthError('invalid_request', {
      description: 'dpop_jkt names another key than the DPoP proof was made with',
    });
  }
  return { ...request, parameters: { ...request.parameters, dpop_jkt: dpopJkt } };
}

function pushRequired(): OAuthError {
  return new OAuthError('invalid_request', {
    description:
      'this client has to push its authorization requests to the pushed authorization request endpoint',
  });
}

/** One text for all reasons: a handle tells nothing to anybody but the client it was made for. */
function unusableRequestUri(): OAuthError {
  return new OAuthError('invalid_request', {
    description:
      'request_uri is unknown, expired, used already, or not of this client: push the authorization request again',
  });
}
