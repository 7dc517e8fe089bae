import { basic, encodeForm, expectJson, text, type Answer, type Http } from '../load/http';
import type { Prepare, Target } from './operation';

/** A client asks for a token for itself (RFC 6749 §4.4). */
export const clientCredentials: Prepare = async ({ target, http }) => {
  const form = encodeForm(tokenRequest(target.resource));
  const headers = basic('bench-service', target.secret);
  return {
    async once() {
      tokenOf(await http.post('/token/', form, headers));
    },
  };
};

/** A token of the client `bench-service`. */
export async function serviceToken(target: Target, http: Http, resource = target.resource): Promise<string> {
  const headers = basic('bench-service', target.secret);
  return tokenOf(await http.post('/token/', tokenRequest(resource), headers));
}

function tokenRequest(resource: string) {
  return { grant_type: 'client_credentials', scope: 'bench:read', resource };
}

function tokenOf(answer: Answer): string {
  return text(expectJson(answer, 200), 'access_token');
}
