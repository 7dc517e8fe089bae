import type { DeviceAuthorization, User } from '@latchkey/contracts';
import {
  Actions,
  Badge,
  Button,
  Card,
  CardHeader,
  Facts,
  formatAgo,
  formatRegion,
  Form,
  Notice,
  Page,
  useMessages,
  useShell,
  type Fact,
} from '@latchkey/ui';
import { pageMessages } from '../messages';
import { AccessList } from '../scopes/access-list';
import type { DescribedAccess } from '../scopes/describe-scopes';
import { accountFact } from '../session/account-fact';
import { deviceKind, deviceName } from './device-kind';

/** What the page with the question shows. */
export interface ConfirmPageProps {
  device: AskingDevice;
  /** How long ago the device asked. */
  secondsAgo: number;
  /** Address of the browser, to compare with that of the device. */
  ownAddress: string;
  user: User;
  access: readonly DescribedAccess[];
  /** Hidden fields of the decision. */
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that signs out. */
  signOutHidden: Record<string, string | undefined>;
}

type AskingDevice = Pick<
  DeviceAuthorization,
  'clientName' | 'userCode' | 'remoteAddress' | 'region' | 'userAgent'
>;

/**
 * Shows which device asks, from where and for what, and asks whether the person started it: the defence
 * against somebody who passes on a code of their own (RFC 8628 §5.4).
 */
export function ConfirmPage(props: ConfirmPageProps) {
  const { device, user, access, hidden, signOutHidden } = props;
  const t = useMessages(pageMessages);
  const title = t('device.confirm.title', { application: device.clientName });
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge name={device.clientName} />}
          title={title}
          lead={access.length > 0 ? t('device.confirm.lead') : t('device.confirm.leadWithoutScopes')}
        />
        <AccessList access={access} />
        <Facts facts={[...useDeviceFacts(props), accountFact(t, user, signOutHidden)]} />
        <Notice kind="warning" title={t('device.confirm.warningTitle')}>
          <p>{t('device.confirm.warning')}</p>
        </Notice>
        <Form action="/device" hidden={hidden}>
          <Actions>
            <Button name="decision" value="approve">
              {t('device.confirm.approve')}
            </Button>
            <Button kind="secondary" name="decision" value="deny">
              {t('device.confirm.deny')}
            </Button>
          </Actions>
        </Form>
      </Card>
    </Page>
  );
}

function useDeviceFacts({ device, secondsAgo, ownAddress }: ConfirmPageProps): Fact[] {
  const t = useMessages(pageMessages);
  const { language } = useShell();
  const kind = t(`device.kinds.${deviceKind(device.userAgent)}`);
  const name = deviceName(device.userAgent);
  const address = device.remoteAddress;
  const knownAddress =
    address === ownAddress
      ? t('device.confirm.sameAddress', { address })
      : address || t('device.confirm.unknown');
  return [
    { term: t('device.confirm.code'), value: <code class="user-code">{device.userCode}</code> },
    {
      term: t('device.confirm.kind'),
      value: name ? t('device.confirm.kindAndName', { kind, name }) : kind,
    },
    { term: t('device.confirm.asked'), value: formatAgo(language, secondsAgo) },
    { term: t('device.confirm.remoteAddress'), value: knownAddress },
    ...(device.region
      ? [{ term: t('device.confirm.region'), value: formatRegion(language, device.region) }]
      : []),
  ];
}
