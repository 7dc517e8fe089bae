import type { AuthorizationRequest, User } from '@latchkey/contracts';
import { Button, ButtonLink, Card, CardHeader, Form, Page, useMessages } from '@latchkey/ui';
import { isOther } from '../consent/lack-of';
import { signInMessages } from '../sign-in/messages';

/** What the page with the accounts shows. */
export interface SelectAccountPageProps {
  request: Pick<AuthorizationRequest, 'clientName' | 'loginHint'>;
  /** Who is signed in. */
  user: User;
  hidden: Record<string, string | undefined>;
  /** Where another account is signed in. */
  otherHref: string;
}

/** Asks with which account to go on. */
export function SelectAccountPage({ request, user, hidden, otherHref }: SelectAccountPageProps) {
  const t = useMessages(signInMessages);
  const { clientName: application, loginHint: hint } = request;
  return (
    <Page title={t('selectAccount.title')} layout="flow">
      <Card>
        <CardHeader title={t('selectAccount.title')} lead={t('selectAccount.lead', { application })} />
        {isOther(hint, user.email) && <p>{t('selectAccount.hint', { hint })}</p>}
        <Form action="/select-account" hidden={hidden}>
          <Button>{t('selectAccount.continueAs', { email: user.email })}</Button>
          <ButtonLink kind="secondary" href={otherHref}>
            {t('selectAccount.other')}
          </ButtonLink>
        </Form>
      </Card>
    </Page>
  );
}
