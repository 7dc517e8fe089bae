import type { EphemeralStore } from '@latchkey/storage';
import { hash, randomBytes } from 'node:crypto';
import type { DenialError } from './denial';
import type { RequestedSignIn } from './requested-sign-in';

/** An authorization request while a user decides on it. */
export interface StoredAuthorizationRequest extends RequestedSignIn {
  /** Identity of the grant that an approval makes, so that a repeated approval makes it once. */
  grantId: string;
  clientId: string;
  clientName: string;
  redirectUri: string;
  state?: string;
  codeChallenge: string;
  scopes: string[];
  resources: string[];
  /** Thumbprint of the key that the code will be bound to (RFC 9449 §10). */
  dpopJkt?: string;
  /** Whether it was pushed and no browser has named it yet. */
  awaitsBrowser: boolean;
  /** When a browser brought it, or until then when it was pushed; ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  expiresAt: string;
  decision:
    { kind: 'pending' } | { kind: 'denied'; error: DenialError } | { kind: 'approved'; subject: string };
}

/** Keeps authorization requests under the handle that goes through the browser. */
export interface AuthorizationRequestStore {
  /** Stores a request and returns its `request_uri`. */
  add(request: StoredAuthorizationRequest, lifetimeSeconds: number): Promise<string>;
  /** Finds a request, also one that has expired lately. */
  find(requestUri: string): Promise<StoredAuthorizationRequest | undefined>;
  /** Replaces the request if it is still as `current` says; with a new lifetime if there is one. */
  replace(
    requestUri: string,
    current: StoredAuthorizationRequest,
    next: StoredAuthorizationRequest,
    lifetimeSeconds?: number,
  ): Promise<boolean>;
}

// RFC 9126 §2.2 suggests this form of URN; the reference is 256 random bits.
const prefix = 'urn:ietf:params:oauth:request_uri:';
// Who comes too late is led back to the application, so it is known for a while which one that was.
const rememberedSeconds = 60 * 60;
const requestUriPattern = /^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/;

/** Keeps authorization requests in short-lived storage, under a hash of their handle. */
export function createAuthorizationRequestStore(store: EphemeralStore): AuthorizationRequestStore {
  return {
    async add(request, lifetimeSeconds) {
      const requestUri = prefix + randomBytes(32).toString('base64url');
      await store.put(keyOf(requestUri), JSON.stringify(request), lifetimeSeconds + rememberedSeconds);
      return requestUri;
    },

    async find(requestUri) {
      if (!requestUriPattern.test(requestUri)) return undefined;
      const stored = await store.get(keyOf(requestUri));
      return stored === undefined ? undefined : (JSON.parse(stored) as StoredAuthorizationRequest);
    },

    replace: (requestUri, current, next, lifetimeSeconds) =>
      store.compareAndSet(
        keyOf(requestUri),
        JSON.stringify(current),
        JSON.stringify(next),
        lifetimeSeconds && lifetimeSeconds + rememberedSeconds,
      ),
  };
}

function keyOf(requestUri: string): string {
  return `authorization_request:${hash('sha256', requestUri, 'base64url')}`;
}
