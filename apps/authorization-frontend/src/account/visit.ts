import { timestampMs } from '@bufbuild/protobuf/wkt';
import { isStatus } from '@latchkey/rpc';
import type { Language } from '@latchkey/ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery, type Fields } from '../http/forms';
import { pageLanguage, seeOther } from '../http/reply';
import type { SignedIn } from '../session/sessions';
import {
  parseContinuation,
  pathWith,
  signInPath,
  type AccountSubpage,
  type Continuation,
} from '../sign-in/continuation';
import type { AccountDeps } from './account-deps';
import { doneThings, type Done } from './done';

/** Somebody who is signed in, at a page of their account. */
export interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  /** Query of the page, or what its form brought. */
  fields: Fields;
  signedIn: SignedIn;
  /** Where they come back to after signing in anew. */
  continuation: Continuation;
  language: Language;
  /** Path of a page of the account, with what goes along on the way: language and authorization request. */
  path(path: string, parameters?: Record<string, string | undefined>): string;
  /** Hidden fields of a form that is posted to `action`, for what `bindings` name. */
  hidden(action: string, ...bindings: string[]): Record<string, string | undefined>;
  /** Goes to a page that says what was done. A reload of it says it again, and does nothing again. */
  confirm(path: string, done: Done): FastifyReply;
  /** What was just done, in this session. */
  confirmed: Done | undefined;
}

/** Answers a visit. */
export type Serve = (visit: Visit) => Promise<FastifyReply>;

/** Registers pages and forms of a part of the account. */
export interface AccountPart {
  /**
   * Serves a page.
   *
   * @param options `recent`: asks for a new sign-in first unless there was one just now. So nothing that is typed
   *   into its form is lost when the directory asks for one.
   */
  page(path: string, serve: Serve, options?: { recent?: boolean }): void;
  /** Serves a form of a page. @param bindingsOf what the form is about; throws PageError when it cannot be read */
  form(path: string, serve: Serve, bindingsOf?: (fields: Fields) => string[]): void;
}

const minuteMilliseconds = 60_000;
// The directory takes ten minutes for recent, so five are left to fill in a form.
const openingMilliseconds = 5 * minuteMilliseconds;
const recentMilliseconds = 10 * minuteMilliseconds;

/** Serves a part of the account to whoever is signed in, and asks everybody else who they are. */
export function accountPart(
  server: FastifyInstance,
  deps: AccountDeps,
  subpage?: AccountSubpage,
): AccountPart {
  const serveTo = async (request: FastifyRequest, reply: FastifyReply, fields: Fields, serve: Serve) => {
    const continuation = parseContinuation({
      to: 'account',
      page: subpage,
      // The other parts lead back to no application.
      request_uri: subpage === 'security' ? fields.request_uri : undefined,
      ui_locales: fields.ui_locales,
    });
    const signedIn = await deps.sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    try {
      return await serve(createVisit(deps, { request, reply, fields, signedIn, continuation }));
    } catch (error) {
      // The session has ended since it was looked up.
      if (isStatus(error, 'UNAUTHENTICATED')) return seeOther(reply, signInPath(continuation));
      if (isStatus(error, 'FAILED_PRECONDITION')) return signInAnew(reply, continuation);
      throw error;
    }
  };
  return {
    page(path, serve, { recent = false } = {}) {
      server.get(path, async (request, reply) =>
        serveTo(request, reply, readQuery(request), async (visit) => {
          const isFresh = signedInWithin(deps, visit, openingMilliseconds);
          return recent && !isFresh ? signInAnew(reply, visit.continuation) : serve(visit);
        }),
      );
    },
    form(path, serve, bindingsOf = () => []) {
      server.post(path, async (request, reply) => {
        requireSameOrigin(request, deps.publicUrl);
        return serveTo(request, reply, readForm(request), async (visit) => {
          const { fields, signedIn } = visit;
          deps.forms.verify(request, fields, path, signedIn.token, ...bindingsOf(fields));
          return serve(visit);
        });
      });
    },
  };
}

/** Whether somebody signed in so lately that the directory lets them change how they sign in. */
export function isRecent(deps: Pick<AccountDeps, 'clock'>, visit: Visit): boolean {
  return signedInWithin(deps, visit, recentMilliseconds);
}

/** Sends somebody who is signed in through the sign-in once more, and back. */
export function signInAnew(reply: FastifyReply, continuation: Continuation): FastifyReply {
  return seeOther(reply, signInPath({ ...continuation, reauthenticate: true }));
}

function signedInWithin({ clock }: Pick<AccountDeps, 'clock'>, { signedIn }: Visit, milliseconds: number) {
  return clock().getTime() - timestampMs(signedIn.authTime) <= milliseconds;
}

function createVisit(
  { forms }: AccountDeps,
  visit: Pick<Visit, 'request' | 'reply' | 'fields' | 'signedIn' | 'continuation'>,
): Visit {
  const { request, reply, fields, signedIn, continuation } = visit;
  const carried = {
    request_uri: continuation.to === 'account' ? continuation.requestUri : undefined,
    ui_locales: continuation.language,
  };
  const path: Visit['path'] = (page, parameters) => pathWith(page, { ...parameters, ...carried });
  const done = doneThings.find((one) => one === fields.done);
  return {
    ...visit,
    language: pageLanguage(reply),
    path,
    hidden: (action, ...bindings) => ({
      ...carried,
      ...forms.issue(request, reply, action, signedIn.token, ...bindings),
    }),
    confirm(page, thing) {
      const pass = forms.issue(request, reply, 'account-done', signedIn.token, thing);
      return seeOther(reply, path(page, { done: thing, ...pass }));
    },
    confirmed:
      done && forms.accepts(request, fields, 'account-done', signedIn.token, done) ? done : undefined,
  };
}
