import { create } from '@bufbuild/protobuf';
import { Metadata, status as Status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { OAuthErrorSchema, type OAuthError as OAuthErrorMessage } from '@latchkey/contracts';
import { OAuthError, isOAuthErrorCode, type OAuthErrorCode } from '@latchkey/oauth';
import { codecOf } from './codec/message-codec';
import { RpcError, type StatusName } from './rpc-error';

/** Trailer that carries the OAuth error of a failed call as protobuf. */
const detailKey = 'latchkey-oauth-error-bin';

// No code maps to UNAVAILABLE: that is what callers send again by themselves.
const statusOf = {
  invalid_request: 'INVALID_ARGUMENT',
  invalid_client: 'UNAUTHENTICATED',
  invalid_grant: 'FAILED_PRECONDITION',
  unauthorized_client: 'PERMISSION_DENIED',
  unsupported_grant_type: 'INVALID_ARGUMENT',
  unsupported_response_type: 'INVALID_ARGUMENT',
  invalid_scope: 'INVALID_ARGUMENT',
  access_denied: 'PERMISSION_DENIED',
  server_error: 'INTERNAL',
  temporarily_unavailable: 'RESOURCE_EXHAUSTED',
  invalid_target: 'INVALID_ARGUMENT',
  authorization_pending: 'FAILED_PRECONDITION',
  slow_down: 'FAILED_PRECONDITION',
  expired_token: 'FAILED_PRECONDITION',
  invalid_token: 'UNAUTHENTICATED',
  insufficient_scope: 'PERMISSION_DENIED',
  invalid_dpop_proof: 'INVALID_ARGUMENT',
  login_required: 'FAILED_PRECONDITION',
  consent_required: 'FAILED_PRECONDITION',
  unmet_authentication_requirements: 'FAILED_PRECONDITION',
} as const satisfies Record<OAuthErrorCode, StatusName>;

/** Turns an OAuth error into the message that carries it, for a batch outcome or a failed call. */
export function oauthErrorToMessage(error: OAuthError): OAuthErrorMessage {
  const { code, description } = error;
  // Whole seconds in 32 bits, rounded so that nobody comes back too early.
  const retryAfterSeconds = Math.min(Math.max(Math.ceil(error.retryAfterSeconds) || 0, 0), 2 ** 31 - 1);
  return create(OAuthErrorSchema, { code, description, retryAfterSeconds });
}

/** Turns the message back; a code that this build does not know becomes `server_error`. */
export function oauthErrorFromMessage(message: OAuthErrorMessage): OAuthError {
  const { code, description, retryAfterSeconds } = message;
  if (!isOAuthErrorCode(code))
    return new OAuthError('server_error', { detail: `unknown error code ${code}` });
  return new OAuthError(code, { description, retryAfterSeconds });
}

/**
 * What a handler's failure is taken for: a store that is away becomes RpcError `UNAVAILABLE`, whose message says
 * nothing of it and whose cause is for the log; anything else stays what it is.
 */
export function answerTo(thrown: unknown, isOutage: (error: unknown) => boolean = () => false): unknown {
  if (thrown instanceof OAuthError || thrown instanceof RpcError || !isOutage(thrown)) return thrown;
  return new RpcError('UNAVAILABLE', 'a store of the service does not answer now', { cause: thrown });
}

/** What the peer gets to see of a failed handler: an unknown error is INTERNAL and says nothing more. */
export function toStatus(error: unknown): Partial<StatusObject> {
  if (error instanceof OAuthError) {
    const metadata = new Metadata();
    metadata.set(detailKey, codecOf(OAuthErrorSchema).encode(oauthErrorToMessage(error)));
    return { code: Status[statusOf[error.code]], details: error.code, metadata };
  }
  if (error instanceof RpcError) return { code: Status[error.status], details: sendable(error.message) };
  return { code: Status.INTERNAL, details: 'internal error' };
}

const longestDetails = 1_000;

/** Text that grpc-js can send: it encodes details as a URI, which fails on half a surrogate pair. */
function sendable(text: string): string {
  return Buffer.from(text.slice(0, longestDetails)).toString();
}

/** What a failed call means to the caller: the peer's OAuth error, or an {@link RpcError}. */
export function fromServiceError(error: ServiceError, method: string): OAuthError | RpcError {
  const [detail] = error.metadata?.get(detailKey) ?? [];
  if (detail instanceof Uint8Array) {
    try {
      return oauthErrorFromMessage(codecOf(OAuthErrorSchema).decode(detail));
    } catch (cause) {
      return new RpcError('INTERNAL', `${method}: the peer's error cannot be read`, { cause });
    }
  }
  const name = (Status[error.code] ?? 'UNKNOWN') as StatusName;
  return new RpcError(name, `${method}: ${error.details}`, { cause: error });
}
