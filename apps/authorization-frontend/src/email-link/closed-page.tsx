import { ButtonLink, Card, CardHeader, Page, useMessages } from '@latchkey/ui';
import type { FastifyReply } from 'fastify';
import { sendPage } from '../http/reply';
import { signInPath, type Continuation } from '../sign-in/continuation';
import { emailLinkMessages } from './messages';

/** Says that nobody can sign up by themselves, and leads back. */
export function closed(reply: FastifyReply, continuation: Continuation): FastifyReply {
  return sendPage(reply, 403, <ClosedPage signInHref={signInPath(continuation)} />);
}

function ClosedPage({ signInHref }: { signInHref: string }) {
  const t = useMessages(emailLinkMessages);
  return (
    <Page title={t('closed.title')} layout="flow">
      <Card>
        <CardHeader title={t('closed.title')} lead={t('closed.lead')} />
        <ButtonLink href={signInHref}>{t('signIn')}</ButtonLink>
      </Card>
    </Page>
  );
}
