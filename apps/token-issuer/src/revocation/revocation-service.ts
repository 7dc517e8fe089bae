import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  RevocationService,
  type RevocationSchema,
  type WatchRevocationsResponseSchema,
} from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { StoredRevocation } from './revocation';
import type { RevocationFeed } from './revocations';

type Message = MessageInitShape<typeof WatchRevocationsResponseSchema>;

const heartbeatMilliseconds = 250;
const mostInMessage = 1000;

/** Serves `latchkey.issuer.v1.RevocationService`. */
export function revocationService(feed: RevocationFeed): RpcService {
  return rpcService(RevocationService, {
    async *watchRevocations({ position: asked }, { signal }) {
      // The watcher may come from a replica that was a moment ahead.
      if (feed.isCurrent()) await feed.refresh();
      if (!feed.isCurrent())
        throw new RpcError('UNAVAILABLE', 'what is revoked is not known for certain now');
      const news = feed.subscribe({ signal, heartbeatMilliseconds });
      let position = feed.position();
      const snapshot = asked <= 0n || asked > position;
      yield* messages(feed.after(snapshot ? 0n : asked), position, snapshot);

      for await (const items of news) {
        const revocations = items.filter((item) => item !== 'begun-anew');
        if (revocations.length < items.length) throw new RpcError('ABORTED', 'positions have begun anew');
        const last = revocations.at(-1);
        if (last) {
          position = last.position;
          yield* messages(revocations, position, false);
        } else if (feed.isCurrent()) {
          // No sign of life otherwise: watchers have to notice that something may be missing.
          yield { position, complete: true };
        }
      }
    },
  });
}

/** Messages that bring a watcher to a position; one at least. */
function* messages(revocations: StoredRevocation[], position: bigint, snapshot: boolean): Generator<Message> {
  let start = 0;
  do {
    const part = revocations.slice(start, start + mostInMessage);
    const first = start === 0;
    start += mostInMessage;
    const complete = start >= revocations.length;
    yield {
      position: complete ? position : part.at(-1)?.position,
      snapshot: snapshot && first,
      complete,
      revocations: part.map(toMessage),
    };
  } while (start < revocations.length);
}

const cases = { token: 'tokenId', grant: 'grantId', client: 'clientId', subject: 'subject' } as const;

function toMessage({
  kind,
  value,
  revokedAt,
  expiresAt,
}: StoredRevocation): MessageInitShape<typeof RevocationSchema> {
  return {
    revoked: { case: cases[kind], value },
    revokeTime: timestampFromDate(revokedAt),
    expireTime: timestampFromDate(expiresAt),
  };
}
