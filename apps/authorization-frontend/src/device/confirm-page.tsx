import type { DeviceAuthorization, User } from '@latchkey/contracts';
import { Actions, Badge, Button, Card, CardHeader, Facts, Form, Notice, Page } from '@latchkey/ui';
import { accountFact } from '../session/account-fact';
import { AccessList } from '../scopes/access-list';
import type { DescribedAccess } from '../scopes/describe-scopes';
import { deviceMessages } from './messages';

/** What the page with the question shows. */
export interface ConfirmPageProps {
  device: Pick<DeviceAuthorization, 'clientName' | 'userCode' | 'remoteAddress' | 'userAgent'>;
  /** How long ago the device asked. */
  secondsAgo: number;
  user: User;
  access: readonly DescribedAccess[];
  /** Hidden fields of the decision. */
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that signs out. */
  signOutHidden: Record<string, string | undefined>;
}

/**
 * Shows which device asks, from where and for what, and asks whether the person started it: the defence
 * against somebody who passes on a code of their own (RFC 8628 §5.4).
 */
export function ConfirmPage({ device, secondsAgo, user, access, hidden, signOutHidden }: ConfirmPageProps) {
  const words = deviceMessages.confirm;
  const title = words.title(device.clientName);
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge name={device.clientName} />}
          title={title}
          lead={access.length > 0 ? words.lead : words.leadWithoutScopes}
        />
        <AccessList access={access} />
        <Facts
          facts={[
            { term: words.code, value: <code>{device.userCode}</code> },
            { term: words.asked, value: deviceMessages.ago(secondsAgo) },
            { term: words.remoteAddress, value: device.remoteAddress || words.unknown },
            { term: words.userAgent, value: device.userAgent || words.unknown },
            accountFact(user, signOutHidden),
          ]}
        />
        <Notice kind="warning" title={words.warningTitle}>
          <p>{words.warning}</p>
        </Notice>
        <Form action="/device" hidden={hidden}>
          <Actions>
            <Button name="decision" value="approve">
              {words.approve}
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
