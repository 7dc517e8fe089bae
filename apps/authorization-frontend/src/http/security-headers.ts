import type { FastifyInstance, FastifyReply } from 'fastify';

const ownForms = "form-action 'self'";

/** Sets the headers that bound what a browser does with a page. */
export function setSecurityHeaders(server: FastifyInstance, { publicUrl }: { publicUrl: string }): void {
  const headers = securityHeaders(publicUrl);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
}

/** The headers of a page at this origin that posts its forms to this origin alone, and is never stored. */
export function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not no-referrer: under that one browsers send "Origin: null" with our own forms, and the check of
    // where a form comes from would have nothing to check. Other origins get no referrer either way.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

/**
 * Lets the answer to a form of this page send the browser to a redirect URI. Chromium holds redirects
 * after a form against `form-action`, too, so without this the decision would end on a blank page.
 */
export function allowFormRedirect(reply: FastifyReply, redirectUri: string): void {
  const source = formActionSource(redirectUri);
  if (source) changePolicy(reply, (policy) => policy.replace(ownForms, (own) => `${own} ${source}`));
}

/** Lets this page run the script of passkey forms, and none that stands in the page itself. */
export function allowPasskeyScript(reply: FastifyReply): void {
  changePolicy(reply, (policy) => `${policy}; script-src 'self'`);
}

function changePolicy(reply: FastifyReply, change: (policy: string) => string): void {
  const header = 'content-security-policy';
  reply.header(header, change(String(reply.getHeader(header))));
}

function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ownForms,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Names a redirect URI in a policy: its origin, or its private-use scheme (RFC 8252 §7.1). */
function formActionSource(redirectUri: string): string | undefined {
  if (!URL.canParse(redirectUri)) return undefined;
  const { protocol, origin, hostname } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') return protocol;
  // A policy has no syntax for an IPv6 address (CSP Level 3 §2.3.1), so [::1] is named by its scheme.
  if (hostname.startsWith('[')) return protocol;
  // A host may hold characters that would end the directive: such a URI stays out of it.
  return /^[a-z0-9.-]+$/.test(hostname) ? origin : undefined;
}
