import { OAuthError } from './oauth-error';

const maximumLength = 4096;
const maximumCount = 100;

// RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * Reads a `scope` value (RFC 6749 §3.3) into its scopes: in the order of the request, each once. A value
 * that is absent or empty names no scope.
 *
 * Throws `invalid_scope` when the syntax is wrong, or when the value is longer than 4096 characters or
 * holds more than 100 scopes.
 */
export function parseScope(value: string | undefined): string[] {
  if (value === undefined || value === '') return [];
  if (value.length > maximumLength) {
    throw invalidScope(`scope is longer than ${maximumLength} characters: ask for fewer scopes`);
  }

  const scopes = value.split(' ', maximumCount + 1);
  if (scopes.length > maximumCount) {
    throw invalidScope(`scope holds more than ${maximumCount} scopes: ask for fewer`);
  }
  for (const scope of scopes) {
    if (scope === '') throw invalidScope('separate scopes by one space each, with none before or after them');
    if (!scopeToken.test(scope)) {
      throw invalidScope(
        'a scope consists of printable ASCII characters without double quotes and backslashes, ' +
          'and scopes are separated by spaces',
      );
    }
  }
  return [...new Set(scopes)];
}

/** Writes scopes as a `scope` value (RFC 6749 §3.3). */
export function formatScope(scopes: readonly string[]): string {
  return scopes.join(' ');
}

function invalidScope(description: string): OAuthError {
  return new OAuthError('invalid_scope', { description });
}
