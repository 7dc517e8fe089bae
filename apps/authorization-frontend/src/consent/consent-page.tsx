import type { AuthorizationRequest, User } from '@latchkey/contracts';
import { Actions, Badge, Button, Card, CardHeader, Facts, Form, Page } from '@latchkey/ui';
import { accountFact } from '../session/account-fact';
import { AccessList } from '../scopes/access-list';
import type { DescribedAccess } from '../scopes/describe-scopes';
import { describeDestination } from './destination';
import { consentMessages as words } from './messages';

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
  const title = words.title(request.clientName);
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge name={request.clientName} />}
          title={title}
          lead={access.length > 0 ? words.lead : words.leadWithoutScopes}
        />
        <AccessList access={access} />
        <Facts
          facts={[
            accountFact(user, signOutHidden),
            { term: words.destination, value: describeDestination(request.redirectUri) },
          ]}
        />
        <Form action="/consent" hidden={hidden}>
          <Actions>
            <Button name="decision" value="allow">
              {words.allow}
            </Button>
            <Button kind="secondary" name="decision" value="deny">
              {words.deny}
            </Button>
          </Actions>
        </Form>
      </Card>
    </Page>
  );
}
