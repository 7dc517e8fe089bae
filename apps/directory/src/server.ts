import type { RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { Pool } from 'pg';
import { createAuditLog } from './audit/audit-log';
import { auditService } from './audit/audit-service';
import type { ClientChanges } from './client/client-changes';
import { createClientProfileRepository } from './client/client-profile-repository';
import { createClientRepository } from './client/client-repository';
import { clientService } from './client/client-service';
import { createConsentRepository } from './consent/consent-repository';
import { consentService } from './consent/consent-service';
import type { QuotaCounter } from './quota/quota-counter';
import { quotaService } from './quota/quota-service';
import { createUsedUpWindows } from './quota/used-up';
import type { ResourceRegistry } from './resource/resource-registry';
import { createResourceRepository } from './resource/resource-repository';
import { resourceService } from './resource/resource-service';
import { createSessionRepository } from './session/session-repository';
import { sessionService, type SessionLifetimes } from './session/session-service';
import { createFailureCounter } from './throttle/failure-counter';
import { createKnownNetworks } from './throttle/known-networks';
import { createSignInThrottle, type SignInLimits } from './throttle/sign-in-throttle';
import type { PasswordHasher } from './user/password-hasher';
import { createUserRepository } from './user/user-repository';
import { userService } from './user/user-service';

/** What the services of the directory need. */
export interface DirectoryDependencies {
  pool: Pool;
  clientChanges: Pick<ClientChanges, 'watch'>;
  resourceRegistry: Pick<ResourceRegistry, 'watch'>;
  quotaCounter: Pick<QuotaCounter, 'add'>;
  passwords: PasswordHasher;
  lifetimes: SessionLifetimes;
  signInLimits: SignInLimits;
  clock: () => Date;
  logger: Logger;
}

/** Builds the gRPC services of the directory. */
export function buildServices(dependencies: DirectoryDependencies): RpcService[] {
  const { pool, clientChanges, resourceRegistry, quotaCounter, passwords, lifetimes, clock, logger } =
    dependencies;
  const audit = createAuditLog(pool);
  const throttle = createSignInThrottle({
    failures: createFailureCounter(pool),
    knownNetworks: createKnownNetworks(pool),
    limits: dependencies.signInLimits,
    clock,
  });
  return [
    auditService({ audit, clock }),
    clientService({
      clients: createClientRepository(pool),
      profiles: createClientProfileRepository(pool),
      changes: clientChanges,
      clock,
    }),
    consentService({ consents: createConsentRepository(pool), clock }),
    quotaService({ counter: quotaCounter, usedUp: createUsedUpWindows(), clock }),
    resourceService({ resources: createResourceRepository(pool), registry: resourceRegistry }),
    sessionService({ sessions: createSessionRepository(pool), lifetimes, clock }),
    userService({ users: createUserRepository(pool), passwords, throttle, audit, clock, logger }),
  ];
}
