import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageError } from '../errors/page-error';
import type { Cookie } from '../http/cookies';
import type { Fields } from '../http/forms';

/** Name of the field that carries the token of a form. */
const formTokenField = 'form_token';

const browserPattern = /^[A-Za-z0-9_-]{43}$/;

/** Sees to it that a form that is posted is one that this server gave to this browser. */
export interface FormGuard {
  /**
   * Makes the hidden field of a form, and gives a new browser its cookie.
   *
   * @param purpose what the form does, so that the token of one form is no use for another
   * @param bindings what the form is about: who, which request. Changed values need a new form.
   */
  issue(
    request: FastifyRequest,
    reply: FastifyReply,
    purpose: string,
    ...bindings: string[]
  ): Record<string, string>;

  /** Whether the hidden field is there, and of this browser, purpose and bindings. */
  accepts(request: FastifyRequest, form: Fields, purpose: string, ...bindings: string[]): boolean;

  /** Checks the hidden field. @throws PageError when it is missing, or of another browser, purpose or binding */
  verify(request: FastifyRequest, form: Fields, purpose: string, ...bindings: string[]): void;
}

/**
 * Makes a form guard that needs no secret and no storage: the token is a hash over a random cookie
 * (double submit). Only a page of this origin can know it, since nobody else reads the cookie.
 */
export function createFormGuard(cookie: Cookie): FormGuard {
  // A page may hold several forms: the first one that is made names a new browser for all.
  const newBrowsers = new WeakMap<FastifyRequest, string>();
  const browserOf = (request: FastifyRequest) => {
    const value = request.cookies[cookie.name];
    return value !== undefined && browserPattern.test(value) ? value : newBrowsers.get(request);
  };
  const accepts: FormGuard['accepts'] = (request, form, purpose, ...bindings) => {
    const browser = browserOf(request);
    const presented = form[formTokenField] ?? '';
    return browser !== undefined && equal(presented, formToken(browser, purpose, bindings));
  };
  return {
    accepts,
    issue(request, reply, purpose, ...bindings) {
      let browser = browserOf(request);
      if (browser === undefined) {
        browser = randomBytes(32).toString('base64url');
        newBrowsers.set(request, browser);
        reply.setCookie(cookie.name, browser, cookie.attributes);
      }
      return { [formTokenField]: formToken(browser, purpose, bindings) };
    },
    verify(request, form, purpose, ...bindings) {
      if (!accepts(request, form, purpose, ...bindings)) {
        throw new PageError('stale_form', { detail: `the token of the form "${purpose}" does not match` });
      }
    },
  };
}

function formToken(browser: string, purpose: string, bindings: string[]): string {
  // As JSON, so that no two lists of parts make the same text.
  return createHash('sha256')
    .update(JSON.stringify([purpose, browser, ...bindings]))
    .digest('base64url');
}

function equal(presented: string, expected: string): boolean {
  const [a, b] = [Buffer.from(presented), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
