import { readAccessToken, requireScopes, type TokenValidator } from '@latchkey/token-validator';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services/services';
import { summarizeResource } from './resource-summary';

/** What the resource needs. */
export interface ResourceDeps {
  validator: TokenValidator;
  services: Services;
  clock: () => Date;
}

const scopes = ['flex:read'];

/** `GET /resource/`, with and without the slash: a summary of the API for the token that asks. */
export function resourceRoutes(server: FastifyInstance, { validator, services, clock }: ResourceDeps): void {
  for (const path of ['/resource', '/resource/']) {
    server.get(path, { config: { scopes } }, async (request, reply) => {
      const token = await validator.validate(readAccessToken(request.headers.authorization));
      requireScopes(token, scopes);
      reply.header('cache-control', 'no-store');
      return summarizeResource(token, services, clock());
    });
  }
}
