/** Posts a form and returns the JSON answer, whatever its status: OAuth errors are answers too. */
export async function postForm(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The access token of a successful answer; throws with the server's own words otherwise. */
export function accessTokenOf({ status, body }: Awaited<ReturnType<typeof postForm>>): string {
  if (status !== 200) throw new Error(`The token endpoint answered ${status}: ${JSON.stringify(body)}`);
  return String(body['access_token']);
}

/** Calls the demo API and says in one line what it answered. */
export async function readResource(issuer: string, accessToken: string): Promise<string> {
  const response = await fetch(`${issuer}/resource/`, { headers: { authorization: accessToken } });
  const text = await response.text();
  if (!response.ok) throw new Error(`The resource answered ${response.status}: ${text}`);
  return text.length > 120 ? `${text.slice(0, 120)} …` : text;
}
