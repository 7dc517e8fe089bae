import type { ConsentService, GrantService, ResourceService, SessionService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { ClientDirectory } from '../consent/client-profile';
import type { FormGuard } from '../csrf/form-guard';
import type { Sessions } from '../session/sessions';

/** What the account page needs. */
export interface AccountDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
  sessionList: Pick<RpcClient<typeof SessionService>, 'listSessions' | 'endSessions'>;
  grants: Pick<RpcClient<typeof GrantService>, 'listGrants' | 'revokeGrants'>;
  consents: Pick<RpcClient<typeof ConsentService>, 'listConsents' | 'deleteConsent'>;
  clients: ClientDirectory;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
}
