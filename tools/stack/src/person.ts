/** A person with a browser, played: follows links, keeps cookies, fills in and sends the forms of the pages. */
export class Person {
  private readonly cookies = new Map<string, string>();
  private page = '';
  private address = '';

  /** Opens an address of the server and follows its redirects; stops at the first one that leaves the server. */
  async open(url: string): Promise<string> {
    return this.follow(await this.request(url, {}));
  }

  /** Sends the form on the page that `button` belongs to, with these fields filled in. Returns where it led. */
  async submit(fields: Record<string, string>, button?: { name: string; value: string }): Promise<string> {
    const forms = [...this.page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
      ([, attributes = '', body = '']) => ({ attributes, body }),
    );
    const wanted = [...Object.keys(fields), ...(button ? [button.name] : [])];
    const form = forms.find(({ body }) => wanted.every((name) => body.includes(`name="${name}"`)));
    if (!form) throw new Error(`The page at ${this.address} has no form with ${wanted.join(', ')}.`);
    // What a browser sends without anybody touching it: hidden values, and boxes that are ticked.
    const hidden = [...form.body.matchAll(/<input\b[^>]*>/g)].flatMap(([input]) =>
      attribute(input, 'type') === 'hidden' || (attribute(input, 'type') === 'checkbox' && isTicked(input))
        ? [[attribute(input, 'name') ?? '', attribute(input, 'value') ?? '']]
        : [],
    );
    const body = new URLSearchParams([
      ...hidden,
      ...Object.entries(fields),
      ...(button ? [[button.name, button.value]] : []),
    ]);
    const action = new URL(attribute(form.attributes, 'action') || this.address, this.address).href;
    return this.follow(await this.request(action, { method: 'POST', body }));
  }

  private async request(url: string, init: RequestInit): Promise<Response> {
    this.address = url;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, origin: new URL(url).origin },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) this.cookies.set(name, value ?? '');
    }
    return response;
  }

  private async follow(response: Response): Promise<string> {
    const location = response.headers.get('location');
    if (!location) {
      this.page = await response.text();
      if (!response.ok) throw new Error(`The page at ${this.address} answered ${response.status}.`);
      return this.address;
    }
    const next = new URL(location, this.address);
    if (next.origin !== new URL(this.address).origin || next.searchParams.has('code')) return next.href;
    return this.follow(await this.request(next.href, {}));
  }
}

function isTicked(input: string): boolean {
  return /\schecked(?=[\s/>=])/.test(input);
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`)
    .exec(tag)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"');
}
