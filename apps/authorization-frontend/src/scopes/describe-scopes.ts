import type { ProtectedResource, Scope } from '@latchkey/contracts';
import type { Language } from '@latchkey/ui';

/** What a request asks for at one resource, in words. */
export interface DescribedAccess {
  /** Name of the resource; empty for scopes that no resource explains. */
  resourceName: string;
  /** What each scope lets the application do. */
  permissions: string[];
}

/**
 * Puts scopes into the words of the resources that they belong to, in this language where a resource has them in
 * it. A request that names resources is told by those alone, one that names none by all. A scope that nobody
 * explains is shown by its own name, so that nothing is allowed unseen.
 */
export function describeScopes(
  request: { scopes: readonly string[]; resources: readonly string[] },
  registry: readonly ProtectedResource[],
  language: Language,
): DescribedAccess[] {
  const asked = registry.filter(
    ({ resource }) => request.resources.length === 0 || request.resources.includes(resource),
  );
  const unexplained = new Set(request.scopes);
  const described = asked.map(({ resourceName, scopes }) => ({
    resourceName,
    permissions: scopes
      .filter(({ scope }) => request.scopes.includes(scope))
      .map((scope) => {
        unexplained.delete(scope.scope);
        return wordsOf(scope, language);
      }),
  }));
  return [...described, { resourceName: '', permissions: [...unexplained] }].filter(
    ({ permissions }) => permissions.length > 0,
  );
}

/** What a scope lets an application do, in this language where its resource has words in it; else its name. */
export function wordsOf({ scope, description, translations }: Scope, language: Language): string {
  return translations[language] || description || scope;
}
