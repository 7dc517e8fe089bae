import { OAuthError, parseParameters } from '@latchkey/oauth';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PageError } from '../errors/page-error';

/** Values of a form or a query by name, each present at most once; empty ones count as absent. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** Takes bodies of forms and of no other kind. */
export function acceptForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
}

/** The body of a form as it came in; empty when there was none. */
export function encodedForm({ body }: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The query as it came in, without its question mark. */
export function encodedQuery({ raw: { url = '' } }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
}

/** Reads the fields of one of our forms. @throws PageError when they are malformed or one is repeated */
export function readForm(request: FastifyRequest): Fields {
  return readFields(encodedForm(request));
}

/** Reads the query of one of our pages. @throws PageError when it is malformed or a name is repeated */
export function readQuery(request: FastifyRequest): Fields {
  return readFields(encodedQuery(request));
}

function readFields(encoded: string | Uint8Array): Fields {
  try {
    return parseParameters(encoded).parameters;
  } catch (cause) {
    // To a person, an error code for developers of clients would say nothing.
    if (cause instanceof OAuthError) throw new PageError('malformed_request', { cause });
    throw cause;
  }
}
