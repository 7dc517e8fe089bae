/**
 * Connects the explorer to the API as any single-page application would: authorization code with PKCE
 * (RFC 6749 §4.1, RFC 7636), for a public client. The access token lives in the tab, and nowhere else.
 */

/** What the page says about who the explorer is and where it goes. */
export interface ExplorerSettings {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  clientId: string;
  redirectUri: string;
  /** Identifier of the API, which the token is for (RFC 8707). */
  resource: string;
  scope: string;
}

/** An access token and what is known of it. */
export interface Connection {
  accessToken: string;
  scope: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The part of `sessionStorage` that is used. */
export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const pendingKey = 'explorer.pending';
const connectionKey = 'explorer.connection';

interface Pending {
  state: string;
  verifier: string;
}

/** Begins to connect: remembers what the answer must match, and returns where to send the browser. */
export async function beginConnection(settings: ExplorerSettings, storage: TabStorage): Promise<string> {
  const pending: Pending = { state: randomText(), verifier: randomText() };
  storage.setItem(pendingKey, JSON.stringify(pending));
  const url = new URL(settings.authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri,
    scope: settings.scope,
    resource: settings.resource,
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/**
 * Exchanges the code that the browser came back with.
 *
 * @param callback query component of the redirect URI
 * @throws Error whose message says to a person why there is no connection
 */
export async function completeConnection(
  settings: ExplorerSettings,
  storage: TabStorage,
  callback: URLSearchParams,
): Promise<Connection> {
  const pending = takePending(storage);
  if (!pending || callback.get('state') !== pending.state) {
    throw new Error('This answer belongs to no connection that was begun in this tab. Connect again.');
  }
  // RFC 9207 §2.4: an answer of another server is not looked at.
  if (callback.get('iss') !== settings.issuer) throw new Error('The answer comes from another server.');
  const code = callback.get('code');
  if (code === null) {
    throw new Error(callback.get('error_description') ?? callback.get('error') ?? 'There is no code.');
  }
  const sentAt = Date.now();
  const response = await fetch(settings.tokenEndpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: settings.redirectUri,
      client_id: settings.clientId,
      code_verifier: pending.verifier,
      resource: settings.resource,
    }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  const { access_token: accessToken, token_type: type, expires_in: expiresIn, scope } = answer;
  if (!response.ok || typeof accessToken !== 'string' || String(type).toLowerCase() !== 'bearer') {
    throw new Error(String(answer['error_description'] ?? answer['error'] ?? 'There is no token.'));
  }
  const connection: Connection = {
    accessToken,
    // RFC 6749 §5.1: left out when it is what was asked for.
    scope: typeof scope === 'string' ? scope : settings.scope,
    expiresAt: sentAt + Number(expiresIn ?? 0) * 1000,
  };
  storage.setItem(connectionKey, JSON.stringify(connection));
  return connection;
}

/** The connection of this tab, while its token lasts. */
export function currentConnection(storage: TabStorage): Connection | undefined {
  const connection = readJson(storage.getItem(connectionKey)) as Connection | undefined;
  if (connection && connection.expiresAt > Date.now()) return connection;
  disconnect(storage);
  return undefined;
}

/** Forgets the connection of this tab. */
export function disconnect(storage: TabStorage): void {
  storage.removeItem(connectionKey);
}

/** What was remembered serves for one answer, be it good or bad. */
function takePending(storage: TabStorage): Pending | undefined {
  const pending = readJson(storage.getItem(pendingKey)) as Pending | undefined;
  storage.removeItem(pendingKey);
  return pending;
}

function readJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

function base64Url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
