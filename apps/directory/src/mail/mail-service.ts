import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { MailService } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { KeptMails } from './kept-mails';

/** Serves the mails that are kept; none where they are sent. */
export function mailService({ keptMails }: { keptMails: Pick<KeptMails, 'list'> | undefined }): RpcService {
  return rpcService(MailService, {
    async listMails() {
      if (!keptMails) throw new RpcError('FAILED_PRECONDITION', 'mails are sent, not kept');
      const mails = await keptMails.list();
      return {
        mails: mails.map(({ to, subjectLine, text, createTime }) => ({
          to,
          subject: subjectLine,
          text,
          createTime: timestampFromDate(createTime),
        })),
      };
    },
  });
}
