import { basic, expectJson, expectStatus } from '../load/http';
import { serviceToken } from './client-credentials';
import type { Prepare } from './operation';

/** From the answer of `/revoke/` to the first refusal at the gateway, in milliseconds. */
export const revocation: Prepare = async ({ target, http }) => {
  const ask = (token: string) => http.get('/bench/guarded/', { authorization: `Bearer ${token}` });
  return {
    concurrency: 4,
    async once() {
      const token = await serviceToken(target, http);
      expectStatus(await ask(token), 200);
      const answer = await http.post('/revoke/', { token }, basic('bench-service', target.secret));
      expectJson(answer, 200);
      const answered = performance.now();
      for (;;) {
        const asked = performance.now();
        const { status } = await ask(token);
        if (status === 401) return Math.max(0, asked - answered);
        if (asked - answered > 5_000) throw new Error('a revoked token is let in after 5 s');
      }
    },
  };
};
