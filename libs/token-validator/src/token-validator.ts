/** What an access token says, once it has been found valid. Shared between requests, so nothing of it changes. */
export interface ValidatedToken {
  /** Who the token speaks for: a user, or the client itself (`sub`). */
  readonly subject: string;
  /** Client that the token was issued to (`client_id`). */
  readonly clientId: string;
  /** What the token allows (`scope`). */
  readonly scopes: readonly string[];
  /** Resources that may accept the token (`aud`). */
  readonly audiences: readonly string[];
  /** Identifier of the token (`jti`). */
  readonly tokenId: string;
  /** When the token was issued (`iat`). */
  readonly issueTime: Date;
  /** When the token ends (`exp`). */
  readonly expireTime: Date;
}

/** Tells a resource server what an access token is worth. */
export interface TokenValidator {
  /**
   * Returns what a valid access token for this resource says.
   *
   * @throws OAuthError `invalid_token` when it is malformed, forged, expired, revoked or meant for another resource
   * @throws RpcError when that cannot be decided now; the caller lets nobody in then
   */
  validate(accessToken: string): Promise<ValidatedToken>;
}
