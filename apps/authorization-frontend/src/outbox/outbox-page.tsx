import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Mail } from '@latchkey/contracts';
import { Card, CardHeader, Facts, formatMoment, Page, useMessages, useShell } from '@latchkey/ui';
import { MailText } from './mail-text';
import { outboxMessages } from './messages';

/** What the outbox shows. */
export interface OutboxPageProps {
  /** Newest first. */
  mails: readonly Mail[];
  /** Links that begin with it can be followed. */
  publicUrl: string;
}

/** Shows the mails that were kept instead of sent. */
export function OutboxPage({ mails, publicUrl }: OutboxPageProps) {
  const t = useMessages(outboxMessages);
  return (
    <Page title={t('title')} layout="flow">
      <div class="stack">
        <Card>
          <CardHeader title={t('title')} lead={t('lead')} />
          {mails.length === 0 && <p>{t('none')}</p>}
        </Card>
        {mails.map((mail) => (
          <MailCard mail={mail} publicUrl={publicUrl} />
        ))}
      </div>
    </Page>
  );
}

function MailCard({ mail: { to, subject, text, createTime }, publicUrl }: { mail: Mail; publicUrl: string }) {
  const t = useMessages(outboxMessages);
  const { language } = useShell();
  const time = createTime && timestampDate(createTime);
  return (
    <Card>
      <h2>{subject}</h2>
      <Facts
        facts={[
          { term: t('to'), value: to },
          ...(time
            ? [
                {
                  term: t('written'),
                  value: <time dateTime={time.toISOString()}>{formatMoment(language, time)}</time>,
                },
              ]
            : []),
        ]}
      />
      <MailText text={text} publicUrl={publicUrl} />
    </Card>
  );
}
