import { RpcError } from '@latchkey/rpc';

/** A handler of a method that a test does not need. */
export async function unimplemented(): Promise<never> {
  throw new RpcError('UNIMPLEMENTED', 'not in this test');
}

/** As {@link unimplemented}, for a stream. */
export async function* unimplementedStream(): AsyncGenerator<never> {
  throw new RpcError('UNIMPLEMENTED', 'not in this test');
}
