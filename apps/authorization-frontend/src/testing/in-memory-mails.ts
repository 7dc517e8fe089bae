import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ListMailsResponseSchema, type MailSchema } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** Answers as the contract of MailService says: as where mails are sent, until a test keeps one. */
export function inMemoryMails() {
  const kept: MessageInitShape<typeof MailSchema>[] = [];
  const service: ServerDeps['mails'] = {
    async listMails() {
      if (kept.length === 0) throw new RpcError('FAILED_PRECONDITION', 'mails are sent');
      return create(ListMailsResponseSchema, { mails: kept });
    },
  };
  return { service, kept };
}
