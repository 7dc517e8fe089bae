import { Badge, Button, ButtonLink, Card, CardHeader, Form, Notice, Page, useMessages } from '@latchkey/ui';
import { linkKinds, type PasswordLinkKind } from './link-kinds';
import { emailLinkMessages } from './messages';

/** What the page after a mail shows. */
export interface SentPageProps {
  kind: PasswordLinkKind;
  email: string;
  /** Whether it was sent before already. */
  again: boolean;
  /** Whether it can be read in the outbox of this server, and nowhere else. */
  kept: boolean;
  /** Hidden fields of the button that sends it again. */
  hidden: Record<string, string | undefined>;
  /** Where another address is entered. */
  otherHref: string;
  signInHref: string;
}

/** Says where a mail went, and what to do when it does not come. */
export function SentPage({ kind, email, again, kept, hidden, otherHref, signInHref }: SentPageProps) {
  const t = useMessages(emailLinkMessages);
  return (
    <Page title={t('sent.title')} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge symbol="done" />}
          title={t('sent.title')}
          lead={t(`sent.${kind}`, { email })}
        />
        {again && (
          <Notice title={t('sent.againTitle')}>
            <p>{t('sent.againText')}</p>
          </Notice>
        )}
        {kept && (
          <Notice title={t('sent.keptTitle')}>
            <p>
              {t('sent.keptText')} <a href="/outbox">{t('sent.outbox')}</a>
            </p>
          </Notice>
        )}
        <p>{t('sent.limits')}</p>
        <p>
          {t('sent.elsewhere')} <a href={signInHref}>{t('signIn')}</a>
        </p>
        <p class="soft">{t('sent.missing')}</p>
        <Form action={linkKinds[kind].askedAt} hidden={hidden}>
          <Button kind="secondary">{t('sent.again')}</Button>
        </Form>
        <ButtonLink kind="link" href={otherHref}>
          {t('sent.other')}
        </ButtonLink>
      </Card>
    </Page>
  );
}
