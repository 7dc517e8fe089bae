import { QuotaService, ResourceService } from '@latchkey/contracts';
import type { Connection, connect } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createIssuerFeed, type IssuerFeed } from '@latchkey/token-validator';
import { isReserved } from '../edge/reserved-paths';
import { createAccessGuard, type AccessGuard } from './access-guard';
import { createQuotaLeases } from './quota-leases';
import { createRequestLimits } from './request-limits';
import { createResourceRegistry, type ResourceRegistry } from './resource-registry';
import { createTokenValidators, type TokenValidators } from './token-validators';

/** What decides about requests for resources, and what it is fed by. */
export interface ResourceAccess extends Connection {
  readonly feed: IssuerFeed;
  readonly registry: ResourceRegistry;
  readonly validators: TokenValidators;
  readonly guard: AccessGuard;
}

type Services = Pick<ReturnType<typeof connect>, 'service'>;

/** What it is made from. */
export interface ResourceAccessOptions {
  issuer: Services;
  directory: Services;
  /** Issuer identifier that tokens must carry. */
  publicUrl: string;
  clock: () => Date;
  logger: Logger;
}

/** Opens the streams of keys, revocations and resources, and creates the guard that decides with them. */
export function createResourceAccess(options: ResourceAccessOptions): ResourceAccess {
  const { issuer, directory, publicUrl, clock, logger } = options;
  const feed = createIssuerFeed({ connection: issuer, clock, logger });
  const resourceService = directory.service(ResourceService);
  const registry = createResourceRegistry({ resourceService, isReserved, logger });
  const validators = createTokenValidators({ feed, issuer: publicUrl, clock, logger });
  const leases = createQuotaLeases({ quotaService: directory.service(QuotaService), clock, logger });
  const guard = createAccessGuard({
    validatorFor: (resource) => validators.for(resource),
    limits: createRequestLimits(leases),
  });
  return {
    feed,
    registry,
    validators,
    guard,
    close() {
      feed.close();
      registry.close();
    },
  };
}
