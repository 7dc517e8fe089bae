/** A cookie of ours. */
export interface Cookie {
  name: string;
  attributes: { httpOnly: true; secure: boolean; sameSite: 'lax'; path: '/' };
}

/** The cookies of the pages. */
export interface Cookies {
  /** Holds the session token. */
  session: Cookie;
  /** Holds the token of what somebody has shown so far, between the steps of a sign-in. */
  authentication: Cookie;
  /** Tells browsers apart, for the tokens in forms. */
  browser: Cookie;
  /** Keeps the language that a person chose. */
  language: Cookie;
  /** One for each authorization request that a browser has opened; the name goes on with what tells it apart. */
  request: Cookie;
  /** One for each link in a mail that was opened: its secret. The name goes on with what tells it apart. */
  link: Cookie;
  /** One for each mail that a browser has asked for: where it went. The name goes on as above. */
  mailed: Cookie;
  /** Recovery codes that were just made, until their owner has kept them. The name goes on as above. */
  codes: Cookie;
}

/**
 * Names the cookies. With https they carry the prefix `__Host-`, by which a browser promises that no other
 * host and no insecure page has set them. Plain http is for development on localhost.
 */
export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  const cookie = (name: string): Cookie => ({
    name: secure ? `__Host-latchkey_${name}` : `latchkey_${name}`,
    attributes: { httpOnly: true, secure, sameSite: 'lax', path: '/' },
  });
  return {
    session: cookie('session'),
    authentication: cookie('authentication'),
    browser: cookie('browser'),
    language: cookie('language'),
    request: cookie('request_'),
    link: cookie('link_'),
    mailed: cookie('mailed_'),
    codes: cookie('codes_'),
  };
}
