/** The class of several factors (REFEDS Multi-Factor Authentication Profile). */
export const MULTI_FACTOR = 'https://refeds.org/profile/mfa';

/**
 * Authentication context classes, each reaching those before it: one factor and several (REFEDS Single-Factor and
 * Multi-Factor Authentication Profiles), and one that cannot be phished (OpenID Connect EAP ACR Values §2).
 */
export const acrValues = ['https://refeds.org/profile/sfa', MULTI_FACTOR, 'phr'] as const;

/** An authentication context class (`acr`). */
export type AuthenticationContextClass = (typeof acrValues)[number];

/**
 * What a user has shown (`amr`, RFC 8176 §2): a password, a one-time password or recovery code, a key in hardware
 * (`hwk`) or one that is copied between devices (`swk`), that the key's holder was verified (`user`), and that it
 * was more than one factor (`mfa`).
 */
export type AuthenticationMethod = 'pwd' | 'otp' | 'hwk' | 'swk' | 'user' | 'mfa';

/** The authentication context class that methods amount to; undefined when they are not even one factor. */
export function acrOf(methods: readonly AuthenticationMethod[]): AuthenticationContextClass | undefined {
  const has = (...some: AuthenticationMethod[]) => some.some((method) => methods.includes(method));
  const severalFactors = (has('pwd') && has('otp', 'hwk', 'swk')) || (has('hwk', 'swk') && has('user'));
  if (severalFactors) return has('hwk', 'swk') ? 'phr' : MULTI_FACTOR;
  return has('pwd', 'hwk', 'swk') ? 'https://refeds.org/profile/sfa' : undefined;
}

/** Says whether a text is one of {@link acrValues}. */
export function isAcr(text: string): text is AuthenticationContextClass {
  return (acrValues as readonly string[]).includes(text);
}

/**
 * Says whether a class reaches one of those that are wanted (RFC 9470 §4). Any class does when none is wanted;
 * classes that are not known here are reached by none.
 */
export function reachesAcr(acr: string, wanted: readonly string[]): boolean {
  const rank = (text: string) => (isAcr(text) ? acrValues.indexOf(text) : Number.NaN);
  return wanted.length === 0 || wanted.some((one) => rank(acr) >= rank(one));
}
