// Services of the contract of which a spec gives only the handlers that matter to it.
import { KeyService, SessionService } from '@latchkey/contracts';
import { rpcService, type CallContext, type Handlers, type RpcService } from '../rpc-service';

const nothing = async () => ({});

/** A KeyService of which only GetJwks does anything. */
export function getJwksService(getJwks: Handlers<typeof KeyService>['getJwks']): RpcService {
  return rpcService(KeyService, {
    getJwks,
    async *watchJwks() {},
    confirmJwks: nothing,
    listSigningKeys: nothing,
    rotateSigningKey: nothing,
  });
}

/** A KeyService that remembers its callers; `work` is what it does before it answers. */
export function keyService(work: (context: CallContext) => Promise<void> = async () => {}) {
  const callers: string[] = [];
  const service = getJwksService(async (_, context) => {
    callers.push(context.caller);
    await work(context);
    return { jwksJson: '{"keys":[]}', maxAgeSeconds: 300 };
  });
  return { service, callers };
}

/** A SessionService whose other methods answer with nothing. */
export function sessionService(handlers: Partial<Handlers<typeof SessionService>>): RpcService {
  return rpcService(SessionService, {
    createSession: nothing,
    getSession: nothing,
    deleteSession: nothing,
    listSessions: nothing,
    endSessions: nothing,
    ...handlers,
  });
}
