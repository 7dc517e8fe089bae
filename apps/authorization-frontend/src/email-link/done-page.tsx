import { Badge, ButtonLink, Card, CardHeader, Page, useMessages } from '@latchkey/ui';
import { linkKinds, type LinkKind } from './link-kinds';
import { emailLinkMessages } from './messages';

/** Says what a link has done, to somebody who goes on elsewhere. */
export function DonePage({ kind }: { kind: LinkKind }) {
  const t = useMessages(emailLinkMessages);
  const title = t(`done.${kind}`);
  const lead = kind === 'changeEmail' ? t('done.changeEmailLead') : t('done.back');
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader badge={<Badge symbol="done" />} title={title} lead={lead} />
        {kind === 'changeEmail' && (
          <ButtonLink kind="secondary" href={linkKinds[kind].askedAt}>
            {t('ended.account')}
          </ButtonLink>
        )}
      </Card>
    </Page>
  );
}
