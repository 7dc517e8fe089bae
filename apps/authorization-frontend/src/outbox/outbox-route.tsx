import type { MailService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import { PageError } from '../errors/page-error';
import { sendPage } from '../http/reply';
import { OutboxPage } from './outbox-page';

/** What the outbox needs. */
export interface OutboxDeps {
  publicUrl: string;
  mails: Pick<RpcClient<typeof MailService>, 'listMails'>;
}

/** `GET /outbox`: the mails that a development server keeps. There is no such page where mails are sent. */
export function outboxRoute(server: FastifyInstance, { publicUrl, mails }: OutboxDeps): void {
  server.get('/outbox', async (_request, reply) => {
    try {
      const { mails: kept } = await mails.listMails({});
      return await sendPage(reply, 200, <OutboxPage mails={kept} publicUrl={publicUrl} />);
    } catch (cause) {
      if (isStatus(cause, 'FAILED_PRECONDITION')) throw new PageError('not_found', { cause });
      throw cause;
    }
  });
}
