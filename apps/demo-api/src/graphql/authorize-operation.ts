import { OAuthError } from '@latchkey/oauth';
import { bearerChallenge, NoAccessTokenError, requireScopes } from '@latchkey/token-validator';
import {
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ProtectedSpace } from '../http/protected-space';
import type { Principal } from '../principal/principal';
import { requiredScope } from '../schema/required-scope';
import { foldOperation } from './fold-operation';
import { RequestError } from './request-error';

/** What an operation needs. A field that declares no scope needs `undefined`, which nobody has. */
interface Needs {
  /** For its root fields alone. */
  roots: Set<string | undefined>;
  /** For all of its fields. */
  fields: Set<string | undefined>;
}

/**
 * Decides, before anything is executed, whether a request as a whole is refused for its token:
 *
 * - Without a token a query may ask about the schema itself; all else is 401.
 * - A mutation needs every scope that any of its fields needs: it must not take effect and then fail to say what
 *   it did.
 * - A query is refused when no root field of it may be resolved. Otherwise what may be is resolved, and the rest
 *   are errors of their fields, as the GraphQL over HTTP specification wants it.
 *
 * What passes is checked again at each field.
 *
 * @throws RequestError 401 or 403 with a challenge that names the scopes (RFC 6750 §3)
 */
export function authorizeOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  principal: Principal | undefined,
  space: ProtectedSpace,
): void {
  const { roots, fields } = needsOf(schema, document, operation);
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  if (!principal) {
    if (isQuery && fields.size === 0) return;
    const description =
      'send an access token in the Authorization header: without one the schema alone is shown';
    throw refusal(401, new NoAccessTokenError(description), fields, space);
  }
  const lacks = (scope: string | undefined) => scope === undefined || !principal.scopes.includes(scope);
  const refused = isQuery ? roots.size > 0 && [...roots].every(lacks) : [...fields].some(lacks);
  if (!refused) return;
  const needed = isQuery ? roots : fields;
  throw refusal(403, insufficientScope(principal, named(needed)), needed, space);
}

function needsOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Needs {
  const root = schema.getRootType(operation.operation);
  return foldOperation<Needs>(schema, document, operation, {
    empty: { roots: new Set(), fields: new Set() },
    both: (one, other) => ({
      roots: new Set([...one.roots, ...other.roots]),
      fields: new Set([...one.fields, ...other.fields]),
    }),
    field({ type, field }, below) {
      const scope = requiredScope(schema, type, field);
      return {
        roots: type === root ? new Set([scope]) : below.roots,
        fields: new Set([scope, ...below.fields]),
      };
    },
  });
}

function named(scopes: ReadonlySet<string | undefined>): string[] {
  return [...scopes].filter((scope) => scope !== undefined).sort();
}

/** The same words as for a route that needs scopes. */
function insufficientScope(principal: Principal, scopes: readonly string[]): OAuthError {
  try {
    requireScopes(principal, scopes);
  } catch (error) {
    if (error instanceof OAuthError) return error;
  }
  return new OAuthError('insufficient_scope', { description: 'no scope opens what was asked for' });
}

function refusal(
  status: 401 | 403,
  error: OAuthError,
  needs: ReadonlySet<string | undefined>,
  space: ProtectedSpace,
): RequestError {
  const requiredScopes = named(needs);
  const code = status === 401 ? 'UNAUTHENTICATED' : 'INSUFFICIENT_SCOPE';
  return new RequestError(status, [{ message: error.description, extensions: { code, requiredScopes } }], {
    headers: { 'www-authenticate': bearerChallenge(error, { ...space, scope: requiredScopes }) },
  });
}
