import type { AuthorizationRequest, ClientProfile, ProtectedResource, User } from '@latchkey/contracts';
import { Actions, Button, Card, CardHeader, Facts, Form, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { AskedList, OptionalScopes } from '../scopes/asked-list';
import { accountFact } from '../session/account-fact';
import type { AskedAccess } from './asked-access';
import { ClientBadge, publisherFact } from './client-badge';
import { destinationOf } from './destination';

/** What the consent page shows. */
export interface ConsentPageProps {
  request: Pick<AuthorizationRequest, 'clientName' | 'redirectUri' | 'scopes' | 'resources'>;
  profile: ClientProfile;
  user: User;
  asked: AskedAccess;
  /** Puts the scopes into words. */
  registry: readonly ProtectedResource[];
  /** Hidden fields of the decision. */
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that signs out. */
  signOutHidden: Record<string, string | undefined>;
}

/** Asks whether an application may have what it asks for. */
export function ConsentPage(props: ConsentPageProps) {
  const { request, profile, user, asked, registry, hidden, signOutHidden } = props;
  const t = useMessages(pageMessages);
  const title = t('consent.title', { application: request.clientName });
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<ClientBadge profile={profile} name={request.clientName} />}
          title={title}
          lead={t(`consent.${leadOf(asked)}`)}
        />
        <AskedList request={request} asked={asked} registry={registry} />
        <Facts
          facts={[
            publisherFact(t, profile),
            accountFact(t, user, signOutHidden),
            { term: t('consent.destination'), value: <DestinationText redirectUri={request.redirectUri} /> },
          ]}
        />
        <Form action="/consent" hidden={hidden}>
          <OptionalScopes request={request} asked={asked} registry={registry} />
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

/** Names the line that says what kind of question it is. */
function leadOf({ required, optional, before }: AskedAccess) {
  const isNew = required.length + optional.length > 0;
  if (before.length > 0) return isNew ? 'newLead' : 'allBefore';
  return isNew ? 'lead' : 'leadWithoutScopes';
}

function DestinationText({ redirectUri }: { redirectUri: string }) {
  const t = useMessages(pageMessages);
  const destination = destinationOf(redirectUri);
  if (destination.kind === 'privateUse') return <>{t('consent.privateUse', destination)}</>;
  return <>{destination.kind === 'loopback' ? t('consent.loopback', destination) : destination.host}</>;
}
