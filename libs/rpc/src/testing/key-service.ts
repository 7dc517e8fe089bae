import { KeyService } from '@latchkey/contracts';
import { rpcService, type CallContext } from '../rpc-service';

/** A KeyService that remembers its callers; `work` is what it does before it answers. */
export function keyService(work: (context: CallContext) => Promise<void> = async () => {}) {
  const callers: string[] = [];
  const service = rpcService(KeyService, {
    async getJwks(_, context) {
      callers.push(context.caller);
      await work(context);
      return { jwksJson: '{"keys":[]}', maxAgeSeconds: 300 };
    },
  });
  return { service, callers };
}
