import { Badge, ButtonLink, Card, CardHeader, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';

/** What became of a device. */
export type Outcome = 'approved' | 'denied';

/** The last page of the flow: what was decided, and where to go on. */
export function OutcomePage({ outcome }: { outcome: Outcome }) {
  const t = useMessages(pageMessages);
  const title = t(`device.${outcome}.title`);
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader badge={<Badge symbol="done" />} title={title} lead={t(`device.${outcome}.lead`)} />
      </Card>
    </Page>
  );
}

/** What somebody finds who comes back to a question that has its answer. */
export function AnsweredPage() {
  const t = useMessages(pageMessages);
  const title = t('device.answered.title');
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader badge={<Badge symbol="done" />} title={title} lead={t('device.answered.lead')} />
        <ButtonLink kind="secondary" href="/device">
          {t('device.answered.another')}
        </ButtonLink>
      </Card>
    </Page>
  );
}
