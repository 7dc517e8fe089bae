/** An HTTP request to show as an example. */
export interface ExampleRequest {
  method: 'GET' | 'POST';
  /** Absolute address, without query. */
  url: string;
  /** Value of the Authorization header. */
  authorization?: string;
  /** Name and secret for HTTP Basic, instead of a literal header. */
  basic?: { user: string; password: string };
  /** Parameters: the query of a GET, the form of a POST. */
  parameters?: Readonly<Record<string, string>>;
}

/** Writes a request as HTTP, with the whole address in its first line, as editors with an HTTP client take it. */
export function toHttp({ method, url, authorization, basic, parameters }: ExampleRequest): string {
  const encoded = Object.entries(parameters ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const credential = basic ? `Basic BASE64_ENCODED(${basic.user}:${basic.password})` : authorization;
  return [
    `${method} ${url}${method === 'GET' && encoded ? `?${encoded}` : ''}`,
    ...(credential ? [`Authorization: ${credential}`] : []),
    ...(method === 'POST' ? ['Content-Type: application/x-www-form-urlencoded', '', encoded] : []),
  ].join('\n');
}

/** Writes a request as a curl command for a shell. */
export function toCurl({ url, authorization, basic, parameters }: ExampleRequest): string {
  return [
    `curl ${url}`,
    ...(basic ? [`--user ${basic.user}:${basic.password}`] : []),
    ...(authorization ? [`--header 'Authorization: ${authorization}'`] : []),
    ...Object.entries(parameters ?? {}).map(([name, value]) => `--data-urlencode ${name}=${value}`),
  ].join(' \\\n  ');
}
