import type { status as Status } from '@grpc/grpc-js';

/** Names of the gRPC status codes of calls that failed. */
export type StatusName = Exclude<keyof typeof Status, 'OK'>;

/**
 * A call failed for a reason that is not the client's to read: nothing found, a peer away, too late.
 * A handler throws it to answer with that status; a caller receives it.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';

  /**
   * @param status name of the gRPC status, for example `NOT_FOUND`
   * @param message for the logs of both sides: holds no secret and no personal data
   */
  constructor(
    readonly status: StatusName,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Says whether an error is a failed call with this status. */
export function isStatus(error: unknown, status: StatusName): error is RpcError {
  return error instanceof RpcError && error.status === status;
}
