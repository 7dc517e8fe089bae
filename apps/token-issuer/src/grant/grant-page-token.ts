import { RpcError } from '@latchkey/rpc';
import type { PageEnd } from './list-grants';

const pattern = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Writes down where a page ended, opaque to the caller. */
export function formatPageToken({ createdAt, id }: PageEnd): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');
}

/**
 * Reads what {@link formatPageToken} wrote; undefined for the first page.
 *
 * @throws RpcError `INVALID_ARGUMENT` for any other text
 */
export function parsePageToken(token: string): PageEnd | undefined {
  if (token === '') return undefined;
  const [, time, id] = pattern.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  if (time === undefined || id === undefined) {
    throw new RpcError('INVALID_ARGUMENT', 'page_token is not one that ListGrants returned');
  }
  return { createdAt: new Date(Number(time)), id };
}
