import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { KeyService, SigningKeyState, type SigningKeySchema } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { Keys } from './keys';
import type { KeyState, SigningKeyRecord } from './key-repository';

const heartbeatMilliseconds = 500;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Serves `latchkey.issuer.v1.KeyService`. */
export function keyService({ ring, rotation, watchers, list, maxAgeSeconds }: Keys): RpcService {
  return rpcService(KeyService, {
    async getJwks() {
      assertCurrent();
      return jwks();
    },

    async *watchJwks({ watcherId }, { caller, signal }) {
      assertUuid(watcherId);
      assertCurrent();
      const watcher = await watchers.enter({ watcherId, service: caller });
      try {
        const changes = ring.subscribe({ signal, heartbeatMilliseconds });
        let sent = ring.published;
        yield { revision: sent.revision, jwks: jwks() };
        for await (const _ of changes) {
          // No sign of life otherwise: the watcher has to notice that something may be missing.
          if (!ring.isCurrent() || !watcher.isSeen()) continue;
          const { revision } = ring.published;
          yield ring.published === sent ? { revision } : { revision, jwks: jwks() };
          sent = ring.published;
        }
      } finally {
        watcher.leave();
      }
    },

    async confirmJwks({ watcherId, revision }, { caller }) {
      assertUuid(watcherId);
      await watchers.confirm({ watcherId, service: caller }, revision);
      return {};
    },

    async listSigningKeys() {
      return { signingKeys: (await list()).map(toMessage) };
    },

    async rotateSigningKey({ compromised }) {
      const key = await rotation.rotate({ compromised });
      // Whoever asks here next finds what was just done.
      await ring.refresh();
      return { signingKey: toMessage(key) };
    },
  });

  function jwks() {
    return { jwksJson: ring.published.jwksJson, maxAgeSeconds };
  }

  function assertCurrent(): void {
    if (!ring.isCurrent())
      throw new RpcError('UNAVAILABLE', 'which keys verify is not known for certain now');
  }
}

function assertUuid(watcherId: string): void {
  if (!uuid.test(watcherId)) throw new RpcError('INVALID_ARGUMENT', 'watcher_id must be a UUID');
}

const states = {
  published: SigningKeyState.PUBLISHED,
  signing: SigningKeyState.SIGNING,
  retired: SigningKeyState.RETIRED,
} satisfies Record<KeyState, SigningKeyState>;

function toMessage(key: SigningKeyRecord): MessageInitShape<typeof SigningKeySchema> {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    state: states[key.state],
    publishTime: timestampFromDate(key.publishedAt),
    ...(key.signingAt && { signTime: timestampFromDate(key.signingAt) }),
    ...(key.retiredAt && { retireTime: timestampFromDate(key.retiredAt) }),
  };
}
