import type { RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import type { Pool } from 'pg';
import { createAuditLog } from './audit/audit-log';
import { auditService } from './audit/audit-service';
import { authenticationService } from './authentication/authentication-service';
import { createAuthentications } from './authentication/authentications';
import { secondFactorHandlers } from './authentication/second-factor-handlers';
import { createSecondFactors } from './authentication/second-factors';
import type { ClientChanges } from './client/client-changes';
import { createClientProfileRepository } from './client/client-profile-repository';
import { createClientRepository } from './client/client-repository';
import { clientService } from './client/client-service';
import { createConsentRepository } from './consent/consent-repository';
import { consentService } from './consent/consent-service';
import { credentialService } from './credential/credential-service';
import { createEmailLinkThrottle } from './email-link/email-link-throttle';
import { createEmailLinkRepository } from './email-link/email-links';
import { deriveKey, deriveKeys, type MasterKeys } from './keys';
import type { KeptMails } from './mail/kept-mails';
import { mailService } from './mail/mail-service';
import { createOutbox } from './mail/outbox';
import { createChallenges } from './passkey/challenge';
import { passkeyAuthentication } from './passkey/passkey-authentication';
import { passkeyCredentials } from './passkey/passkey-credentials';
import { createPasskeyRepository } from './passkey/passkey-repository';
import { relyingPartyOf } from './passkey/relying-party';
import type { QuotaCounter } from './quota/quota-counter';
import { quotaService } from './quota/quota-service';
import { createUsedUpWindows } from './quota/used-up';
import type { ResourceRegistry } from './resource/resource-registry';
import { createResourceRepository } from './resource/resource-repository';
import { resourceService } from './resource/resource-service';
import { createSessionGuard } from './session/require-session';
import type { SessionLifetimes } from './session/session-lifetimes';
import { createSessionRepository } from './session/session-repository';
import { sessionService } from './session/session-service';
import { createFailureCounter } from './throttle/failure-counter';
import { createKnownNetworks } from './throttle/known-networks';
import { createSecondFactorThrottle } from './throttle/second-factor-throttle';
import { createSignInThrottle, type SignInLimits } from './throttle/sign-in-throttle';
import { totpCredentials } from './totp/totp-credentials';
import { createTotpSecrets, type TotpSecrets } from './totp/totp-secrets';
import type { PasswordHasher } from './user/password-hasher';
import { createUserRepository } from './user/user-repository';
import { userService } from './user/user-service';

/** What the services of the directory need. */
export interface DirectoryDependencies {
  pool: Pool;
  clientChanges: Pick<ClientChanges, 'watch'>;
  resourceRegistry: Pick<ResourceRegistry, 'watch'>;
  quotaCounter: Pick<QuotaCounter, 'add'>;
  ephemeralStore: EphemeralStore;
  passwords: PasswordHasher;
  /** From which the key for each purpose is derived. */
  masterKeys: MasterKeys;
  /** Origin of the pages. */
  publicUrl: string;
  /** Name of the server, as authenticator applications show it. */
  brandName: string;
  lifetimes: SessionLifetimes;
  signInLimits: SignInLimits;
  /** Whether anybody may make an account. */
  signUpOpen: boolean;
  /** Mails, where they are kept for developers; undefined where they are sent. */
  keptMails: Pick<KeptMails, 'list'> | undefined;
  clock: () => Date;
  logger: Logger;
}

/** What seals the secrets of authenticator applications. */
export function totpSecretsOf(masterKeys: MasterKeys): TotpSecrets {
  return createTotpSecrets(deriveKeys(masterKeys, 'totp secrets'));
}

/** Builds the gRPC services of the directory. */
export function buildServices(dependencies: DirectoryDependencies): RpcService[] {
  const { pool, clientChanges, resourceRegistry, quotaCounter, ephemeralStore, passwords } = dependencies;
  const { masterKeys, publicUrl, brandName, lifetimes, signUpOpen, keptMails, clock, logger } = dependencies;
  const audit = createAuditLog(pool);
  const users = createUserRepository(pool);
  const sessions = createSessionRepository(pool);
  const failures = createFailureCounter(pool);
  const throttle = createSignInThrottle({
    failures,
    knownNetworks: createKnownNetworks(pool),
    limits: dependencies.signInLimits,
    clock,
  });
  const guard = createSessionGuard({ sessions, lifetimes, clock });
  const authentications = createAuthentications({
    store: ephemeralStore,
    factors: createSecondFactors(pool),
    users,
    clock,
  });
  const relyingParty = relyingPartyOf(publicUrl);
  const challenges = createChallenges({
    key: deriveKey(masterKeys.current, 'passkey challenges'),
    store: ephemeralStore,
    clock,
  });
  const totpSecrets = totpSecretsOf(masterKeys);
  return [
    auditService({ audit, clock }),
    authenticationService({
      authentications,
      guard,
      secondFactors: secondFactorHandlers({
        pool,
        authentications,
        totpSecrets,
        throttle: createSecondFactorThrottle({ failures, clock }),
        clock,
      }),
      passkeys: passkeyAuthentication({
        passkeys: createPasskeyRepository(pool),
        authentications,
        challenges,
        relyingParty,
        audit,
        clock,
      }),
      users,
      passwords,
      throttle,
      audit,
      clock,
      logger,
    }),
    clientService({
      clients: createClientRepository(pool),
      profiles: createClientProfileRepository(pool),
      changes: clientChanges,
      clock,
    }),
    consentService({ consents: createConsentRepository(pool), clock }),
    credentialService({
      pool,
      guard,
      passkeys: passkeyCredentials({ pool, sessions: guard, lifetimes, challenges, relyingParty, clock }),
      totp: totpCredentials({ pool, guard, lifetimes, secrets: totpSecrets, issuer: brandName, clock }),
      clock,
    }),
    mailService({ keptMails }),
    quotaService({ counter: quotaCounter, usedUp: createUsedUpWindows(), clock }),
    resourceService({ resources: createResourceRepository(pool), registry: resourceRegistry }),
    sessionService({ sessions, authentications, lifetimes, clock }),
    userService({
      pool,
      users,
      links: createEmailLinkRepository(pool),
      outbox: createOutbox(pool),
      throttle: createEmailLinkThrottle(failures, clock),
      guard,
      lifetimes,
      authentications,
      passwords,
      failures,
      signUpOpen,
      mailsAreKept: keptMails !== undefined,
      clock,
    }),
  ];
}
