import { OAuthError } from '@latchkey/oauth';
import { readAccessToken, type TokenValidator, type ValidatedToken } from '@latchkey/token-validator';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The access token of a request that passed the guard, and what it says. */
    access: { accessToken: string; token: ValidatedToken };
  }
}

/** Lets requests of this scope pass whose access token is valid for the resource, before a body is read. */
export function guardResource(scope: FastifyInstance, validator: TokenValidator): void {
  scope.decorateRequest('access');
  scope.addHook('onRequest', async (request) => {
    refuseTokenInQuery(request);
    const accessToken = readAccessToken(request.headers.authorization);
    request.access = { accessToken, token: await validator.validate(accessToken) };
  });
}

// RFC 9700 §4.3.2: addresses end up in logs, histories and Referer headers.
function refuseTokenInQuery({ raw: { url = '' } }: FastifyRequest): void {
  const start = url.indexOf('?');
  if (start < 0 || !new URLSearchParams(url.slice(start)).has('access_token')) return;
  throw new OAuthError('invalid_request', {
    description:
      'send the access token in the Authorization header, never in the address; this one is known now',
  });
}
