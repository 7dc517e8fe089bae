import type { AuthorizationRequest, User } from '@latchkey/contracts';
import { Actions, Badge, Button, Card, CardHeader, Facts, Form, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { AccessList } from '../scopes/access-list';
import type { DescribedAccess } from '../scopes/describe-scopes';
import { accountFact } from '../session/account-fact';
import { destinationOf } from './destination';

/** What the consent page shows. */
export interface ConsentPageProps {
  request: Pick<AuthorizationRequest, 'clientName' | 'redirectUri'>;
  user: User;
  access: readonly DescribedAccess[];
  /** Hidden fields of the decision. */
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that signs out. */
  signOutHidden: Record<string, string | undefined>;
}

/** Asks whether an application may have what it asks for. */
export function ConsentPage({ request, user, access, hidden, signOutHidden }: ConsentPageProps) {
  const t = useMessages(pageMessages);
  const title = t('consent.title', { application: request.clientName });
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge name={request.clientName} />}
          title={title}
          lead={access.length > 0 ? t('consent.lead') : t('consent.leadWithoutScopes')}
        />
        <AccessList access={access} />
        <Facts
          facts={[
            accountFact(t, user, signOutHidden),
            { term: t('consent.destination'), value: <DestinationText redirectUri={request.redirectUri} /> },
          ]}
        />
        <Form action="/consent" hidden={hidden}>
          <Actions>
            <Button name="decision" value="allow">
              {t('consent.allow')}
            </Button>
            <Button kind="secondary" name="decision" value="deny">
              {t('consent.deny')}
            </Button>
          </Actions>
        </Form>
      </Card>
    </Page>
  );
}

function DestinationText({ redirectUri }: { redirectUri: string }) {
  const t = useMessages(pageMessages);
  const destination = destinationOf(redirectUri);
  if (destination.kind === 'privateUse') return <>{t('consent.privateUse', destination)}</>;
  return <>{destination.kind === 'loopback' ? t('consent.loopback', destination) : destination.host}</>;
}
