import { renderPage, type Language, type Look } from '@latchkey/ui';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import type { Cookie } from './cookies';
import { switchAddress } from './page-address';
import { languageVaries, requestLanguage } from './request-language';

declare module 'fastify' {
  interface FastifyInstance {
    /** What every page is rendered with. */
    pages: PageSettings;
  }
}

/** What every page is rendered with, whoever asks. */
export interface PageSettings {
  look: Look;
  /** Keeps the language that a person chose. */
  languageCookie: Cookie;
}

/** The language that a page which answers this request is in. */
export function pageLanguage({ request, server }: FastifyReply): Language {
  return requestLanguage(request, server.pages.languageCookie.name);
}

const headerSafe = /^[\x21-\x7E]+$/;

/** Sends a page, in the language of whoever asks for it. */
export function sendPage(reply: FastifyReply, status: number, page: VNode): FastifyReply {
  const { look } = reply.server.pages;
  const language = pageLanguage(reply);
  const html = renderPage(page, { language, look, here: switchAddress(reply.request) });
  return reply
    .code(status)
    .headers({ 'content-language': language, vary: languageVaries })
    .type('text/html; charset=utf-8')
    .send(html);
}

/**
 * Sends the browser on with a GET request (303, so that a form's values stay behind: RFC 9700 §4.12).
 *
 * @param location a path of ours, or what the issuer said: never another address that the browser sent
 * @throws Error when it holds a character that does not belong in a header
 */
export function seeOther(reply: FastifyReply, location: string): FastifyReply {
  if (!headerSafe.test(location)) throw new Error('a location holds characters that no header may have');
  return reply.code(303).header('location', location).send();
}
