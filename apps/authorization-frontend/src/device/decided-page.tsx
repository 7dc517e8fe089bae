import { Badge, Card, CardHeader, Page } from '@latchkey/ui';
import { deviceMessages } from './messages';

/** The last page of the flow: what was decided, and where to go on. */
export function DecidedPage({
  decision,
  clientName,
}: {
  decision: 'approved' | 'denied';
  clientName: string;
}) {
  const { title, paragraph } = deviceMessages[decision];
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader badge={<Badge symbol="done" />} title={title} lead={paragraph(clientName)} />
      </Card>
    </Page>
  );
}
