import type { EmailLinkPurpose } from '@latchkey/contracts';
import { isStatus } from '@latchkey/rpc';
import { Badge, ButtonLink, Card, CardHeader, Notice, Page, useMessages } from '@latchkey/ui';
import type { FastifyReply } from 'fastify';
import { emailLinkMessages } from '../email-link/messages';
import { PageError } from '../errors/page-error';
import { seeOther, sendPage } from '../http/reply';
import { continuationFields, pathWith } from '../sign-in/continuation';
import type { AccountDeps } from './account-deps';
import { accountMessages } from './messages';
import type { Visit } from './visit';

/** A link to mail. */
export interface LinkRequest {
  purpose: EmailLinkPurpose;
  email: string;
  /** Whose address is to change; left out for the other purposes. */
  sessionToken?: string;
  /** Path of the page that says where it went. */
  sentAt: string;
}

/**
 * Mails a link and leads to the page that says so.
 *
 * @throws PageError when too many were asked for
 * @throws RpcError INVALID_ARGUMENT when the address cannot be one
 */
export async function sendLink(
  { users, mailed }: Pick<AccountDeps, 'users' | 'mailed'>,
  visit: Visit,
  { sentAt, ...link }: LinkRequest,
): Promise<FastifyReply> {
  const { request, reply, language, continuation } = visit;
  // The pages behind the link speak as the mail does, whichever browser opens it.
  const carried = pathWith('', continuationFields({ ...continuation, language })).slice(1);
  try {
    await users.sendEmailLink({ ...link, language, continuation: carried, remoteAddress: request.ip });
  } catch (error) {
    if (isStatus(error, 'RESOURCE_EXHAUSTED')) throw new PageError('too_many_mails', { cause: error });
    throw error;
  }
  // The address stays out of the address bar, out of the history and out of logs.
  const sent = mailed.keep(request, reply, link.email);
  return seeOther(reply, visit.path(sentAt, { sent }));
}

/** Says where a link went; to a browser that no longer knows it, shows the security page. */
export async function showLinkSent(
  { users, mailed }: Pick<AccountDeps, 'users' | 'mailed'>,
  visit: Visit,
  kind: 'changeEmail' | 'resetPassword',
): Promise<FastifyReply> {
  const { request, reply, fields } = visit;
  const back = visit.path('/account/security');
  const email = mailed.find(request, fields.sent);
  if (email === undefined) return seeOther(reply, back);
  const { mailsAreKept } = await users.getAccountRules({});
  return sendPage(reply, 200, <LinkSentPage kind={kind} email={email} kept={mailsAreKept} back={back} />);
}

function LinkSentPage(props: {
  kind: 'changeEmail' | 'resetPassword';
  email: string;
  /** Whether the mail can be read in the outbox of this server, and nowhere else. */
  kept: boolean;
  back: string;
}) {
  const { kind, email, kept, back } = props;
  const t = useMessages(accountMessages);
  const words = useMessages(emailLinkMessages);
  const title = words('sent.title');
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge symbol="done" />}
          title={title}
          lead={kind === 'changeEmail' ? t('email.sent', { email }) : words('sent.resetPassword', { email })}
        />
        {kept && (
          <Notice title={words('sent.keptTitle')}>
            <p>
              {words('sent.keptText')} <a href="/outbox">{words('sent.outbox')}</a>
            </p>
          </Notice>
        )}
        <p>{words('sent.limits')}</p>
        <p class="soft">{words('sent.missing')}</p>
        <ButtonLink kind="link" href={back}>
          {t('parts.back')}
        </ButtonLink>
      </Card>
    </Page>
  );
}
