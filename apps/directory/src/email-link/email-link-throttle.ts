import { RpcError } from '@latchkey/rpc';
import type { FailureCounter } from '../throttle/failure-counter';

/** Bounds the mails that anybody can have sent to anybody. */
export interface EmailLinkThrottle {
  /**
   * Counts a mail to an address, asked for from a network; undefined is one unknown place.
   *
   * @throws RpcError RESOURCE_EXHAUSTED when there were too many
   */
  admit(email: string, network: string | undefined): Promise<void>;
}

const mostToAddress = 5;
const mostFromNetwork = 30;
const windowSeconds = 60 * 60;

/**
 * Creates the throttle. Whoever uses up the bound of an address keeps nobody out: the mails have come, and the
 * links in them work.
 */
export function createEmailLinkThrottle(counter: FailureCounter, clock: () => Date): EmailLinkThrottle {
  return {
    async admit(email, network = '') {
      const bounds = [
        { key: `e-mail link to ${email}`, most: mostToAddress, windowSeconds },
        { key: `e-mail link from ${network}`, most: mostFromNetwork, windowSeconds },
      ];
      const counted = await counter.count(bounds, clock());
      if (!counted) throw new RpcError('RESOURCE_EXHAUSTED', 'too many links were asked for');
    },
  };
}
