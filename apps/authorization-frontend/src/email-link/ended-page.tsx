import { Actions, Badge, ButtonLink, Card, CardHeader, Page, useMessages } from '@latchkey/ui';
import { continuationFields, pathWith, signInPath, type Continuation } from '../sign-in/continuation';
import { linkKinds, type LinkKind } from './link-kinds';
import { emailLinkMessages } from './messages';

/** Says that a link was used or has ended, and offers what there is to do then. */
export function EndedPage({ kind, continuation }: { kind: LinkKind; continuation: Continuation }) {
  const t = useMessages(emailLinkMessages);
  const { askedAt } = linkKinds[kind];
  return (
    <Page title={t('ended.title')} layout="flow" error>
      <Card>
        <CardHeader badge={<Badge symbol="problem" />} title={t('ended.title')} lead={t('ended.lead')} />
        <p>{t(`ended.${kind}`)}</p>
        <Actions>
          {kind === 'changeEmail' ? (
            <ButtonLink href={askedAt}>{t('ended.account')}</ButtonLink>
          ) : (
            <>
              <ButtonLink href={pathWith(askedAt, continuationFields(continuation))}>
                {t('ended.anew')}
              </ButtonLink>
              <ButtonLink kind="secondary" href={signInPath(continuation)}>
                {t('signIn')}
              </ButtonLink>
            </>
          )}
        </Actions>
      </Card>
    </Page>
  );
}
