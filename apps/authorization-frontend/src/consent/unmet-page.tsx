import type { AuthorizationRequest, ClientProfile } from '@latchkey/contracts';
import { MULTI_FACTOR, reachesAcr } from '@latchkey/oauth';
import { Button, ButtonLink, Card, CardHeader, Form, Page, useMessages } from '@latchkey/ui';
import { signInMessages } from '../sign-in/messages';
import { ClientBadge } from './client-badge';

/** What the page for somebody without a fitting second factor shows. */
export interface UnmetPageProps {
  request: Pick<AuthorizationRequest, 'clientName' | 'acrValues'>;
  profile: ClientProfile;
  /** Where a second factor is set up, and leads back. */
  setUpHref: string;
  /** Hidden fields of the button that goes back to the application. */
  hidden: Record<string, string | undefined>;
}

/** Says that an application asks for a second factor that somebody does not have: set it up, or go back. */
export function UnmetPage({ request, profile, setUpHref, hidden }: UnmetPageProps) {
  const t = useMessages(signInMessages);
  const { clientName: application, acrValues } = request;
  const title = t('unmet.title', { application });
  const anyWillDo = reachesAcr(MULTI_FACTOR, acrValues);
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<ClientBadge profile={profile} name={application} />}
          title={title}
          lead={t(anyWillDo ? 'unmet.lead' : 'unmet.leadPasskey')}
        />
        <Form action="/consent" hidden={hidden}>
          <ButtonLink href={setUpHref}>{t('unmet.setUp')}</ButtonLink>
          <Button kind="secondary" name="decision" value="unmet">
            {t('unmet.back', { application })}
          </Button>
        </Form>
      </Card>
    </Page>
  );
}
