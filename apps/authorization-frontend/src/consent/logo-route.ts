import type { FastifyInstance } from 'fastify';
import { PageError } from '../errors/page-error';
import { readQuery } from '../http/forms';
import type { Sessions } from '../session/sessions';
import { findClientProfile, type ClientDirectory } from './client-profile';

/** What serving the logos of clients needs. */
export interface LogoDeps {
  sessions: Sessions;
  clients: ClientDirectory;
}

const maximumClientIdLength = 512;
const mediaTypes = ['image/svg+xml', 'image/png'];

/** Address of the logo of a client. */
export function logoPath(clientId: string): string {
  return `/applications/logo?${new URLSearchParams({ client_id: clientId })}`;
}

/**
 * `GET /applications/logo`: shows whoever is signed in the logo of a client, from this origin, so that no
 * other host learns who looks at it. The picture comes from a stranger: opened as a page of its own it may
 * do nothing at all, and it is nothing but the picture that it says it is.
 */
export function logoRoute(server: FastifyInstance, { sessions, clients }: LogoDeps): void {
  server.get('/applications/logo', async (request, reply) => {
    const { client_id: clientId = '' } = readQuery(request);
    if (clientId.length > maximumClientIdLength || !(await sessions.current(request))) {
      throw new PageError('not_found');
    }
    const profile = await findClientProfile(clients, clientId);
    if (!profile || profile.logo.length === 0 || !mediaTypes.includes(profile.logoMediaType)) {
      throw new PageError('not_found');
    }
    return reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('cache-control', 'private, max-age=300')
      .type(profile.logoMediaType)
      .send(Buffer.from(profile.logo));
  });
}
