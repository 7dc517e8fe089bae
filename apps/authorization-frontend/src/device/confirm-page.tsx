import type { ClientProfile, DeviceAuthorization, ProtectedResource, User } from '@latchkey/contracts';
import {
  Actions,
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
  type Translate,
} from '@latchkey/ui';
import type { AskedAccess } from '../consent/asked-access';
import { ClientBadge, publisherFact } from '../consent/client-badge';
import { pageMessages, type PageMessages } from '../messages';
import { AskedList, OptionalScopes } from '../scopes/asked-list';
import { accountFact } from '../session/account-fact';
import { deviceKind, deviceName } from './device-kind';

/** What the page with the question shows. */
export interface ConfirmPageProps {
  device: AskingDevice;
  profile: ClientProfile;
  /** How long ago the device asked. */
  secondsAgo: number;
  /** Address of the browser, to compare with that of the device. */
  ownAddress: string;
  user: User;
  asked: AskedAccess;
  /** Puts the scopes into words. */
  registry: readonly ProtectedResource[];
  /** Hidden fields of the decision. */
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that signs out. */
  signOutHidden: Record<string, string | undefined>;
}

type AskingDevice = Pick<
  DeviceAuthorization,
  'clientName' | 'userCode' | 'scopes' | 'resources' | 'remoteAddress' | 'region' | 'userAgent'
>;

/**
 * Shows which device asks, from where and for what, and asks whether the person started it: the defence
 * against somebody who passes on a code of their own (RFC 8628 §5.4).
 */
export function ConfirmPage(props: ConfirmPageProps) {
  const { device, profile, user, asked, registry, hidden, signOutHidden } = props;
  const t = useMessages(pageMessages);
  const title = t('device.confirm.title', { application: device.clientName });
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<ClientBadge profile={profile} name={device.clientName} />}
          title={title}
          lead={leadOf(t, asked)}
        />
        <AskedList request={device} asked={asked} registry={registry} />
        <Facts
          facts={[...useDeviceFacts(props), publisherFact(t, profile), accountFact(t, user, signOutHidden)]}
        />
        <Notice kind="warning" title={t('device.confirm.warningTitle')}>
          <p>{t('device.confirm.warning')}</p>
        </Notice>
        <Form action="/device" hidden={hidden}>
          <OptionalScopes request={device} asked={asked} registry={registry} />
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

function leadOf(t: Translate<PageMessages>, { required, optional, before }: AskedAccess): string {
  const isNew = required.length + optional.length > 0;
  if (before.length > 0) return t(isNew ? 'consent.newLead' : 'consent.allBefore');
  return t(isNew ? 'device.confirm.lead' : 'device.confirm.leadWithoutScopes');
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
