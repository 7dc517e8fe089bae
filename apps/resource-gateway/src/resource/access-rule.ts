import type { AccessRule } from '@latchkey/contracts';

/**
 * Finds the rule that decides about a request: the first that covers it; undefined when none does.
 *
 * @param path below the prefix of the route and without it
 */
export function ruleFor(rules: readonly AccessRule[], method: string, path: string): AccessRule | undefined {
  return rules.find((rule) => coversMethod(rule.methods, method) && coversPath(rule.path, path));
}

function coversMethod(methods: readonly string[], method: string): boolean {
  // RFC 9110 §9.3.2: HEAD is GET without the content.
  return methods.length === 0 || methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}

/** Servers tend to treat a path and the same path with a slash at its end alike, so a rule does. */
function coversPath(covered: string, path: string): boolean {
  if (covered === '') return true;
  if (covered.endsWith('/')) return path.startsWith(covered) || path === covered.slice(0, -1);
  return path === covered || path === `${covered}/`;
}
