import { expectStatus } from '../load/http';
import { serviceToken } from './client-credentials';
import type { Prepare } from './operation';

const newTokens = 20_000;

/**
 * A request through the gateway to a resource that answers at once: without any token check, with a token that
 * the gateway has seen before, and with one that it has not.
 */
export function gatewayRequest(kind: 'unchecked' | 'known token' | 'new token'): Prepare {
  return async ({ target, http, concurrency }) => {
    const tokens: string[] = [];
    const wanted = kind === 'new token' ? newTokens : concurrency;
    while (kind !== 'unchecked' && tokens.length < wanted) {
      const wave = Array.from({ length: concurrency }, () => serviceToken(target, http));
      tokens.push(...(await Promise.all(wave)));
    }
    const path = kind === 'unchecked' ? '/bench/open/' : '/bench/guarded/';
    const ask = async (token: string | undefined) =>
      expectStatus(
        await http.get(path, token === undefined ? {} : { authorization: `Bearer ${token}` }),
        200,
      );
    if (kind === 'known token') await Promise.all(tokens.map(ask));
    let next = 0;
    return {
      async once(slot) {
        if (kind === 'unchecked') return ask(undefined);
        if (kind === 'known token') return ask(tokens[slot]);
        const token = tokens[next++];
        if (token === undefined) throw new Error('all new tokens are used up: measure for a shorter time');
        return ask(token);
      },
    };
  };
}
