import { expectJson, text } from '../load/http';
import { signIn, userTokens } from './authorization-code';
import type { Prepare } from './operation';

/** A client refreshes, and goes on with the new refresh token (RFC 6749 §6). Every slot has a grant of its own. */
export const refresh: Prepare = async ({ target, http, concurrency }) => {
  const browser = await signIn(target, http);
  const tokens: string[] = [];
  for (let slot = 0; slot < concurrency; slot++) {
    tokens.push((await userTokens(target, http, browser)).refreshToken);
  }
  return {
    async once(slot) {
      const form = { grant_type: 'refresh_token', client_id: 'bench-web', refresh_token: tokens[slot] ?? '' };
      const json = expectJson(await http.post('/token/', form), 200);
      const next = text(json, 'refresh_token');
      if (next === tokens[slot]) throw new Error('the refresh token was not rotated');
      tokens[slot] = next;
    },
  };
};
