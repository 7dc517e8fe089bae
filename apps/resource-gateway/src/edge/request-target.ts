import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-error';

const longestTarget = 8192;
const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

// Dot segments, plain or escaped, with whatever an upstream may take for a slash around them. A semicolon begins
// parameters of a segment, which some servers take off before they look for dots.
const dotSegment = /(?:^|\/|\\|%2f|%5c)(?:\.|%2e){1,2}(?:\/|\\|;|%2f|%5c|%3b|$)/i;

// What a fragment, a backslash or a dot segment cannot be written without.
const suspicious = /[#\\.%]/;

/** Writes a request target in absolute form as the path that it names (RFC 9112 §3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const rest = target.replace(absoluteForm, '');
  return rest === target || rest.startsWith('/') ? rest : `/${rest}`;
}

/** Whether a path leads up, or has a backslash, which some servers take for a slash. */
export function hasDotSegments(path: string): boolean {
  return path.includes('\\') || dotSegment.test(path);
}

/** The path of a request as it was sent, without its query. */
export function pathOf({ raw: { url = '' } }: FastifyRequest): string {
  return withoutQuery(url);
}

/** A request target without its query. */
export function withoutQuery(target: string): string {
  const end = target.indexOf('?');
  return end < 0 ? target : target.slice(0, end);
}

/** Whether this process and an upstream could read a target as two different paths. */
export function isAmbiguous(target: string): boolean {
  // Nearly every target has none of these characters, and needs no closer look.
  return suspicious.test(target) && (target.includes('#') || hasDotSegments(withoutQuery(target)));
}

/**
 * Refuses request targets that this process and an upstream could read as two different paths: what was
 * guarded here must be what is served there.
 */
export function refuseAmbiguousTargets(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const target = request.raw.url ?? '';
    if (target.length > longestTarget) {
      return done(new HttpError(414, `the address is longer than ${longestTarget} characters: shorten it`));
    }
    if (hostsIn(request.raw.rawHeaders) > 1) {
      return done(new HttpError(400, 'the request names more than one host: send one Host header'));
    }
    if (isAmbiguous(target)) {
      return done(
        new HttpError(
          400,
          'the address has dot segments, a backslash or a fragment: send it in its shortest form',
        ),
      );
    }
    done();
  });
}

/** RFC 9112 §3.2: two hosts are refused; Node.js would go by the first. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
