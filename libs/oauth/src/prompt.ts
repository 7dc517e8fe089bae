import { OAuthError } from './oauth-error';

/** What a client may want a user to be asked, or not (`prompt`, OpenID Connect Core §3.1.2.1). */
export const promptValues = ['none', 'login', 'consent', 'select_account'] as const;

/** A value of `prompt`. */
export type Prompt = (typeof promptValues)[number];

const longest = 64;

/**
 * Reads a `prompt` value into its prompts: in the order of the request, each once. A value that is absent or
 * empty names none.
 *
 * Throws `invalid_request` for a prompt that is not known, and for `none` together with another.
 */
export function parsePrompt(value: string | undefined): Prompt[] {
  if (value === undefined || value === '') return [];
  const prompts = [...new Set(value.length > longest ? [value] : value.split(' '))];
  if (!prompts.every(isPrompt)) {
    throw new OAuthError('invalid_request', {
      description: `prompt must be one or more of ${promptValues.join(', ')}, separated by one space each`,
    });
  }
  if (prompts.includes('none') && prompts.length > 1) {
    throw new OAuthError('invalid_request', { description: 'prompt=none must stand alone' });
  }
  return prompts;
}

function isPrompt(text: string): text is Prompt {
  return (promptValues as readonly string[]).includes(text);
}
