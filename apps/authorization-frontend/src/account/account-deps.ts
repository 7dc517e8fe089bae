import type {
  AuthorizationService,
  ConsentService,
  CredentialService,
  GrantService,
  ResourceService,
  SessionService,
  UserService,
} from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { OpenedRequests } from '../authorize/opened-requests';
import type { ClientDirectory } from '../consent/client-profile';
import type { FormGuard } from '../csrf/form-guard';
import type { KeptValues } from '../http/kept-values';
import type { Sessions } from '../session/sessions';

/** What the pages of the account need. */
export interface AccountDeps {
  publicUrl: string;
  clock: () => Date;
  forms: FormGuard;
  sessions: Sessions;
  opened: OpenedRequests;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>;
  sessionList: Pick<RpcClient<typeof SessionService>, 'listSessions' | 'endSessions'>;
  grants: Pick<RpcClient<typeof GrantService>, 'listGrants' | 'revokeGrants'>;
  consents: Pick<RpcClient<typeof ConsentService>, 'listConsents' | 'deleteConsent'>;
  clients: ClientDirectory;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
  users: Pick<
    RpcClient<typeof UserService>,
    'getAccountRules' | 'sendEmailLink' | 'changePassword' | 'exportUser' | 'deleteUser'
  >;
  credentials: RpcClient<typeof CredentialService>;
  /** Addresses that mails went to, for the pages that say so. */
  mailed: KeptValues;
  /** Recovery codes that were given out just now, for the page that shows them. */
  codes: KeptValues;
}
