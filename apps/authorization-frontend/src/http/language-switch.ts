import { isLanguage, languageParameter } from '@latchkey/ui';
import type { FastifyInstance } from 'fastify';
import type { Cookie } from './cookies';
import { encodedQuery } from './forms';
import { addressWithoutLanguage } from './page-address';
import { seeOther } from './reply';

const yearSeconds = 365 * 24 * 60 * 60;

/** Takes a person who chose a language to the same page in it, and remembers the choice. */
export function switchLanguages(server: FastifyInstance, cookie: Cookie): void {
  server.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'GET') return undefined;
    const chosen = new URLSearchParams(encodedQuery(request)).get(languageParameter) ?? undefined;
    const address = addressWithoutLanguage(request);
    if (!isLanguage(chosen) || address === undefined) return undefined;
    reply.setCookie(cookie.name, chosen, { ...cookie.attributes, maxAge: yearSeconds });
    return seeOther(reply, address);
  });
}
