import { createRequestContext, currentRequestContext, runInRequestContext } from '@latchkey/service-kit';
import DataLoader from 'dataloader';
import { RpcError } from './rpc-error';

/** How requests are joined into calls. */
export interface CoalesceOptions<Request, Answer> {
  /** Most requests in one call, as the contract of the batch method states it. */
  maximum: number;
  /** Makes one call for all; answers, or errors, in the order of the requests. */
  send(requests: readonly Request[]): Promise<(Answer | Error)[]>;
  /** Told which requests share a call, by their request ids: the call itself runs under one of its own. */
  onShared?(requestIds: string[]): void;
}

/**
 * Turns a batch method into a function of one request: what arrives in one turn of the event loop travels in
 * one call, and everybody gets their own answer or error.
 *
 * @returns a function that throws what `send` answered for the request, or what the whole call failed with
 */
export function coalesce<Request, Answer>({
  maximum,
  send,
  onShared,
}: CoalesceOptions<Request, Answer>): (request: Request) => Promise<Answer> {
  const sendAll = async (requests: readonly Request[]) => {
    const answers = await send(requests);
    if (answers.length === requests.length) return answers;
    throw new RpcError('INTERNAL', `${requests.length} requests in a batch got ${answers.length} answers`);
  };
  const loader = new DataLoader<{ request: Request; requestId: string }, Answer>(
    async (entries) => {
      const requests = entries.map(({ request }) => request);
      if (requests.length === 1) return sendAll(requests);
      // A shared call belongs to no single request: none may cancel or shorten it for its neighbours.
      return runInRequestContext(createRequestContext(), () => {
        onShared?.(entries.map(({ requestId }) => requestId));
        return sendAll(requests);
      });
    },
    // setImmediate runs once every socket that is readable in this turn has been read.
    { cache: false, maxBatchSize: maximum, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );
  return (request) => loader.load({ request, requestId: currentRequestContext()?.requestId ?? '' });
}
