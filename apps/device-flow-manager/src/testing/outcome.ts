import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';

/** What became of a call: "ok", the code of the OAuth error, or the name of the gRPC status. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    if (error instanceof RpcError) return error.status;
    throw error;
  }
}
