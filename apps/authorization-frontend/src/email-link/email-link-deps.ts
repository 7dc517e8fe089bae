import type { AuthorizationService, UserService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FormGuard } from '../csrf/form-guard';
import type { KeptValues } from '../http/kept-values';
import type { FinishSignInDeps } from '../sign-in/finish-sign-in';

/** What mailing links, and the pages behind them, need. */
export interface EmailLinkDeps extends FinishSignInDeps {
  publicUrl: string;
  forms: FormGuard;
  /** Addresses that mails went to, for the pages that say so. */
  mailed: KeptValues;
  /** Secrets of links that were opened, so that they leave the address bar. */
  links: KeptValues;
  users: Pick<
    RpcClient<typeof UserService>,
    'getAccountRules' | 'sendEmailLink' | 'getEmailLink' | 'completeSignUp' | 'resetPassword' | 'confirmEmail'
  >;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>;
}
