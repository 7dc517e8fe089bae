import type { FastifyRequest } from 'fastify';
import { PageError } from '../errors/page-error';

/**
 * Refuses a form that a page of another origin has posted, as far as the browser says where it comes from
 * (Fetch §3.2 `Origin`, Fetch Metadata §2.4). A browser that says nothing is left to the form's token.
 *
 * @throws PageError when another origin is named
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const foreignOrigin = origin !== undefined && origin !== publicUrl;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreignOrigin || foreignSite) {
    throw new PageError('foreign_form', { detail: 'the form was posted by a page of another origin' });
  }
}
