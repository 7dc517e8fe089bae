import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTokenGuard, type TokenGuardOptions } from './token-guard';
import type { CachingTokenValidator, ValidatedToken } from './token-validator';

/** A request of node:http or Express, behind a guard or before it. */
export type HttpRequest = IncomingMessage & { originalUrl?: string; validatedToken?: ValidatedToken };

/** Resolves to what the token says, or to undefined when the request has been answered. */
export type HttpTokenGuard = (
  request: HttpRequest,
  response: ServerResponse,
  next?: () => void,
) => Promise<ValidatedToken | undefined>;

/**
 * Creates a guard for handlers of node:http, which is also a middleware of Express. It puts what a valid access
 * token says on the request as `validatedToken` and goes on to `next` if there is one; every other request it
 * answers itself: 400, 401 or 403 with challenges, 503 while tokens cannot be validated. It never rejects.
 */
export function httpTokenGuard(
  validator: CachingTokenValidator,
  options: TokenGuardOptions = {},
): HttpTokenGuard {
  const guard = createTokenGuard(validator, options);
  return async (request, response, next) => {
    const token = await new Promise<ValidatedToken | undefined>((resolve) => {
      guard(request, resolve, ({ status, headers, body }) => {
        response.writeHead(status, headers).end(JSON.stringify(body));
        resolve(undefined);
      });
    });
    if (!token) return undefined;
    request.validatedToken = token;
    next?.();
    return token;
  };
}
