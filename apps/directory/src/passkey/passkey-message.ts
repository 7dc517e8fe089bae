import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { PasskeySchema } from '@latchkey/contracts';
import type { Passkey } from './passkey-repository';

/** A passkey as it is answered. */
export function passkeyMessage({
  passkeyId,
  name,
  createdAt,
  lastUsedAt,
  synced,
}: Passkey): MessageInitShape<typeof PasskeySchema> {
  return {
    passkeyId,
    name,
    createTime: timestampFromDate(createdAt),
    ...(lastUsedAt && { lastUseTime: timestampFromDate(lastUsedAt) }),
    synced,
  };
}
