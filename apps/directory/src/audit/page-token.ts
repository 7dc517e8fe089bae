import { RpcError } from '@latchkey/rpc';
import type { AuditPosition } from './audit-log';

const positionPattern = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Names the place where the next page begins: after this event. */
export function formatPageToken({ eventTime, eventId }: AuditPosition): string {
  return Buffer.from(`${eventTime.getTime()}.${eventId}`).toString('base64url');
}

/**
 * Reads the place back; undefined for the empty text, which stands for the first page.
 *
 * @throws RpcError INVALID_ARGUMENT when it is no token of {@link formatPageToken}
 */
export function parsePageToken(token: string): AuditPosition | undefined {
  if (token === '') return undefined;
  const text = token.length <= 100 ? Buffer.from(token, 'base64url').toString() : '';
  const [, milliseconds, eventId] = positionPattern.exec(text) ?? [];
  if (milliseconds === undefined || eventId === undefined) {
    throw new RpcError('INVALID_ARGUMENT', 'page_token must be the next_page_token of another page');
  }
  return { eventTime: new Date(Number(milliseconds)), eventId };
}
