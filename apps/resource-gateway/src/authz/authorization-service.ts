import { Authorization, type AttributeContext } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { rpcService, type RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { hasDotSegments } from '../edge/request-target';
import { errorAnswer, type ErrorAnswer } from '../errors/error-answer';
import { HttpError } from '../errors/http-error';
import { neededScopes, type AccessGuard } from '../resource/access-guard';
import { metadataUrl } from '../resource/resource-metadata';
import type { ResourceRegistry } from '../resource/resource-registry';
import { denied, passed } from './check-answer';
import { checkedResource, type CheckedResource } from './checked-resource';

/** What deciding for proxies needs. */
export interface AuthorizationServiceOptions {
  registry: ResourceRegistry;
  guard: AccessGuard;
  publicUrl: string;
  logger: Logger;
}

const longestLoggedPath = 200;

/**
 * Decides for proxies that speak Envoy's external authorization whether requests may pass, by the same registry
 * and the same guard as requests to the gateway itself.
 */
export function authorizationService(options: AuthorizationServiceOptions): RpcService {
  const { registry, guard, publicUrl, logger } = options;

  return rpcService(Authorization, {
    async check({ attributes }) {
      const headers = attributes?.request?.http?.headers ?? {};
      let asked: CheckedResource | undefined;
      try {
        asked = askedOf(registry, attributes);
        const access = await guard.admit(accessRequest(asked, attributes, headers));
        logCheck(attributes, asked, 200);
        return passed(access, headers);
      } catch (error) {
        const answer = errorAnswer(error, {
          authorization: headers['authorization'],
          challenge: asked && {
            scope: neededScopes(asked.resource, asked.rule),
            resourceMetadata: metadataUrl(publicUrl, asked.resource),
          },
        });
        logFailure(error, answer);
        logCheck(attributes, asked, answer.status);
        return denied(answer);
      }
    },
  });

  /** Never the query or a header: secrets travel there. */
  function logCheck(
    attributes: AttributeContext | undefined,
    asked: CheckedResource | undefined,
    status: number,
  ): void {
    const { method, path = '' } = attributes?.request?.http ?? {};
    const [pathname = ''] = path.split('?', 1);
    const resource = asked?.resource.identifier;
    logger.info({ method, path: pathname.slice(0, longestLoggedPath), resource, status }, 'checked');
  }

  function logFailure(error: unknown, { status, code }: ErrorAnswer): void {
    if (status === 500) return logger.error({ error }, 'a check failed unexpectedly');
    logger.debug({ status, reason: error instanceof OAuthError ? error.message : code }, 'refused');
  }
}

/** @throws HttpError when there is no resource to decide about, or more than one reading of the path */
function askedOf({ table }: ResourceRegistry, attributes: AttributeContext | undefined): CheckedResource {
  if (!table) throw new HttpError(503, 'the resources are not known yet: try again later');
  const asked = attributes && checkedResource(table, attributes);
  if (!asked) throw new HttpError(403, 'there is no protected resource at this address');
  const [path = ''] = (attributes.request?.http?.path ?? '').split('?', 1);
  if (asked.ambiguous || hasDotSegments(path)) {
    throw new HttpError(400, 'the address can be read in two ways: send it in its shortest form');
  }
  return asked;
}

function accessRequest(
  { resource, rule }: CheckedResource,
  attributes: AttributeContext | undefined,
  headers: Readonly<Record<string, string>>,
): Parameters<AccessGuard['admit']>[0] {
  const { method = '', path = '', host = '', scheme = '' } = attributes?.request?.http ?? {};
  const { identifier } = resource;
  return {
    resource,
    rule,
    method,
    bearing: { url: path, rawHeaders: Object.entries(headers).flat() },
    // The Host header is the sender's to choose: where the identifier says where the resource is, it is there.
    address: () => (URL.canParse(identifier) ? new URL(identifier).origin : `${scheme}://${host}`) + path,
  };
}
