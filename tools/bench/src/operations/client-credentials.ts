import { basic, expectJson, text, type Http } from '../load/http';
import type { Prepare, Target } from './operation';

/** A client asks for a token for itself (RFC 6749 §4.4). */
export const clientCredentials: Prepare = async ({ target, http }) => ({
  async once() {
    await serviceToken(target, http);
  },
});

/** A token of the client `bench-service`. */
export async function serviceToken(target: Target, http: Http, resource = target.resource): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'bench:read', resource };
  const json = expectJson(await http.post('/token/', form, basic('bench-service', target.secret)), 200);
  return text(json, 'access_token');
}
