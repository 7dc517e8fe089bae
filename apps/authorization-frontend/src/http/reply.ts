import { renderPage } from '@latchkey/ui';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';

const headerSafe = /^[\x21-\x7E]+$/;

/** Sends a page. */
export function sendPage(reply: FastifyReply, status: number, page: VNode): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(renderPage(page));
}

/**
 * Sends the browser on with a GET request (303, so that a form's values stay behind: RFC 9700 §4.12).
 *
 * @param location a path of ours, or what the issuer said: never what the browser sent
 * @throws Error when it holds a character that does not belong in a header
 */
export function seeOther(reply: FastifyReply, location: string): FastifyReply {
  if (!headerSafe.test(location)) throw new Error('a location holds characters that no header may have');
  return reply.code(303).header('location', location).send();
}
