/** What an access token says, once it has been found valid. Shared between requests, so nothing of it changes. */
export interface ValidatedToken {
  /** Who the token speaks for: a user, or the client itself (`sub`). */
  readonly subject: string;
  /** Client that the token was issued to (`client_id`). */
  readonly clientId: string;
  /**
   * Client of the first token, when this one came from it by token exchange and is another client's
   * (`origin_client_id`): a revocation of either concerns it. Undefined otherwise.
   */
  readonly originClientId: string | undefined;
  /** Whether a user is behind the token, or its client alone (RFC 9068 §2.2: then it is its own subject). */
  readonly kind: 'user' | 'client';
  /** What the token allows (`scope`). */
  readonly scopes: readonly string[];
  /** Resources that may accept the token (`aud`). */
  readonly audiences: readonly string[];
  /** Identifier of the token (`jti`). */
  readonly tokenId: string;
  /** Identity of the grant behind the token; undefined where there is none, or where it was not told. */
  readonly grantId: string | undefined;
  /** When the token was issued (`iat`). */
  readonly issueTime: Date;
  /** When the token ends (`exp`). */
  readonly expireTime: Date;
  /** Authentication context class of the user's sign-in (`acr`, RFC 9470 §6); undefined where it was not told. */
  readonly acr: string | undefined;
  /** When the user signed in (`auth_time`); undefined where it was not told. */
  readonly authTime: Date | undefined;
  /** Who acts for the subject, outermost first (RFC 8693 §4.1); empty unless delegated. */
  readonly actors: readonly string[];
  /** Thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 9449 §6.1); undefined for a bearer token. */
  readonly confirmationThumbprint: string | undefined;
}

/** A request that presents its access token under the scheme DPoP (RFC 9449 §7.1). */
export interface DpopRequest {
  /** Value of its one DPoP header field. */
  proof: string;
  method: string;
  /** Its address as the client sees it, absolute. */
  url: string;
}

/** Tells a resource server what an access token is worth. */
export interface TokenValidator {
  /**
   * Returns what a valid access token for this resource says.
   *
   * @param dpop set exactly when the token came under the scheme DPoP
   * @throws OAuthError `invalid_token` when it is malformed, forged, expired, revoked or meant for another
   *   resource, or not presented as it is bound
   * @throws DpopProofError when it is bound to a key and the proof of possession does not hold
   * @throws RpcError, or OAuthError `temporarily_unavailable`, when that cannot be decided now; the caller lets
   *   nobody in then
   */
  validate(accessToken: string, dpop?: DpopRequest): Promise<ValidatedToken>;
}

/** A validator with a way for tokens that it has seen before. */
export interface CachingTokenValidator extends TokenValidator {
  /**
   * Returns what an access token says that was found valid before, and still is: not ended, not revoked. It
   * neither waits nor asks anybody. Undefined says nothing about the token: ask `validate`.
   */
  validateCached(accessToken: string): ValidatedToken | undefined;
}
