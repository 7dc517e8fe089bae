import type { MaybePromise } from '../at-once';
import type { Client } from '../client/client';
import type { GrantRecord } from './grant-record';
import type { TokenAnswer } from './sealed-answer';

/** A token request after its client was authenticated. */
export interface GrantRequest {
  client: Client;
  /** Form parameters by name, each present once. */
  parameters: Record<string, string>;
  /** Values of the `resource` parameter (RFC 8707 §2). */
  resources: string[];
  /** Values of the `audience` parameter (RFC 8693 §2.1). */
  audiences: string[];
  /** Thumbprint of the key that the request proves possession of (RFC 9449 §5); undefined when of none. */
  dpopJkt?: string | undefined;
}

/** One way to get tokens (RFC 6749 §1.3). */
export interface Grant {
  /**
   * Redeems the grant that the request presents: at once if nothing has to be waited for.
   *
   * @throws OAuthError that the client is to read
   */
  redeem(request: GrantRequest): MaybePromise<TokenAnswer>;
}

/** Told of every grant that a client has taken, once, with how it did. */
export type OnGrantCreated = (
  grant: Pick<GrantRecord, 'id' | 'clientId' | 'subject' | 'scopes'>,
  by: 'authorization_code' | 'device_code',
) => void;
