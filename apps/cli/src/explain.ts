import { RpcError, type StatusName } from '@latchkey/rpc';
import { StartupError } from '@latchkey/service-kit';

const hints: Partial<Record<StatusName, string>> = {
  UNAVAILABLE: 'Is the token issuer running, and is LATCHKEY_ISSUER_TARGET its address?',
  DEADLINE_EXCEEDED: 'Is the token issuer running, and is LATCHKEY_ISSUER_TARGET its address?',
  PERMISSION_DENIED: 'The certificate must have the service name cli (SAN spiffe://latchkey/cli).',
};

/** Says what went wrong, and what to look at, to somebody at a terminal. */
export function explain(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  if (error instanceof RpcError)
    return [`${error.status}: ${error.message}`, hints[error.status] ?? ''].join('\n').trim();
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
