import type { ComponentChildren } from 'preact';

/** Sets what stands between backticks as code, so that a message may hold names of parameters. */
export function inlineCode(text: string): ComponentChildren[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
}
