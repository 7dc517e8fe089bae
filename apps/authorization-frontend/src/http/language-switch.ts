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
    const query = encodedQuery(request);
    // Written as our links write it: that is also how it is taken out of the address.
    if (!query.includes(`${languageParameter}=`)) return undefined;
    const chosen = new URLSearchParams(query).get(languageParameter) ?? undefined;
    if (!isLanguage(chosen)) return undefined;
    const address = addressWithoutLanguage(request);
    if (address === undefined) return undefined;
    reply.setCookie(cookie.name, chosen, { ...cookie.attributes, maxAge: yearSeconds });
    return seeOther(reply, address);
  });
}
