import { OAuthError } from './oauth-error';
import { isAbsoluteUri, maximumUriLength } from './uri';

/**
 * Checks a value of the `resource` parameter: an absolute URI without a fragment (RFC 8707 §2), at most
 * 2048 characters. Returns it as it was sent, since resources are compared as strings.
 *
 * Throws `invalid_target` when it is anything else.
 */
export function parseResource(value: string): string {
  if (value.length > maximumUriLength) {
    throw invalidTarget(`resource is longer than ${maximumUriLength} characters`);
  }
  if (value.includes('#')) {
    throw invalidTarget('resource has a fragment: remove the # and what follows it');
  }
  if (!isAbsoluteUri(value)) {
    throw invalidTarget('resource must be an absolute URI, such as https://api.example.com/');
  }
  return value;
}

function invalidTarget(description: string): OAuthError {
  return new OAuthError('invalid_target', { description });
}
