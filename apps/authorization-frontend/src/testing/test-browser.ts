import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { ada } from './test-server';

/** A form on a page: where it goes and what is hidden in it. */
export interface PageForm {
  action: string;
  hidden: Record<string, string>;
}

/** What a browser does, without its screen: keeps cookies, reads forms, says where its requests come from. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly server: FastifyInstance,
    private readonly origin = 'https://auth.example.com',
  ) {}

  /** Opens an address by hand or by a link. */
  get(path: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.keepCookies(
      this.server.inject({ method: 'GET', url: path, headers: { ...this.headers(), ...headers } }),
    );
  }

  /** Posts fields as a form of this origin, unless `headers` say otherwise. */
  post(
    path: string,
    fields: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const own = { origin: this.origin, 'sec-fetch-site': 'same-origin', ...this.headers() };
    return this.keepCookies(
      this.server.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...own, ...headers },
        payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
      }),
    );
  }

  /** Fills in the form with this action on a page, and sends it. */
  submit(page: LightMyRequestResponse, action: string, fields: Record<string, string> = {}) {
    const form = formsOf(page.body).find((candidate) => candidate.action === action);
    if (!form) throw new Error(`the page has no form for ${action}:\n${page.body}`);
    return this.post(action, { ...form.hidden, ...fields });
  }

  /** Goes where an answer leads within this server, and returns the page at the end. */
  async follow(response: LightMyRequestResponse): Promise<LightMyRequestResponse> {
    const { location } = response.headers;
    return typeof location === 'string' && location.startsWith('/')
      ? this.follow(await this.get(location))
      : response;
  }

  /** Signs in as a person, for what `query` names. */
  async signIn(person: { email: string; password: string } = ada, query = '') {
    const page = await this.get(`/sign-in${query}`);
    return this.submit(page, '/sign-in', { email: person.email, password: person.password });
  }

  private headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie ? { cookie } : {};
  }

  private async keepCookies(pending: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> {
    const response = await pending;
    for (const { name, value, maxAge, expires } of response.cookies) {
      const gone = maxAge === 0 || (expires !== undefined && expires.getTime() <= 0);
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** Reads the forms of a page. */
export function formsOf(html: string): PageForm[] {
  return [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = '', inside = '']) => ({
      action,
      hidden: Object.fromEntries(
        [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, unescape(value)],
        ),
      ),
    }),
  );
}

function unescape(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
