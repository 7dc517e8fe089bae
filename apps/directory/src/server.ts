import type { RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { Pool } from 'pg';
import { createClientRepository } from './client/client-repository';
import { clientService } from './client/client-service';
import { createResourceRepository } from './resource/resource-repository';
import { resourceService } from './resource/resource-service';
import { createSessionRepository } from './session/session-repository';
import { sessionService, type SessionLifetimes } from './session/session-service';
import type { PasswordHasher } from './user/password-hasher';
import { createUserRepository } from './user/user-repository';
import { userService } from './user/user-service';

/** What the services of the directory need. */
export interface DirectoryDependencies {
  pool: Pool;
  passwords: PasswordHasher;
  lifetimes: SessionLifetimes;
  clock: () => Date;
  logger: Logger;
}

/** Builds the gRPC services of the directory. */
export function buildServices(dependencies: DirectoryDependencies): RpcService[] {
  const { pool, passwords, lifetimes, clock, logger } = dependencies;
  return [
    clientService({ clients: createClientRepository(pool), clock }),
    resourceService({ resources: createResourceRepository(pool) }),
    sessionService({ sessions: createSessionRepository(pool), lifetimes, clock }),
    userService({ users: createUserRepository(pool), passwords, logger }),
  ];
}
