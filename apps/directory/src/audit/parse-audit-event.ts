import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { AuditEvent as AuditEventMessage } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { longestDetail, type AuditEvent } from './audit-event';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const typePattern = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const detailNamePattern = /^[a-z][a-z0-9_]{0,63}$/;
const longestType = 100;
const mostDetails = 20;
const longestAhead = 60 * 60 * 1000;

const longest = { subject: 256, clientId: 256, grantId: 256, remoteAddress: 64, requestId: 64 } as const;

/**
 * Parses an event of a batch. Who recorded it is what the caller's certificate says, whatever the message says.
 *
 * @throws RpcError INVALID_ARGUMENT naming the event by its place and the rule that it breaks, none of its values
 */
export function parseAuditEvent(
  message: AuditEventMessage,
  index: number,
  { recorder, now }: { recorder: string; now: Date },
): AuditEvent {
  const require = (holds: boolean, rule: string) => {
    if (!holds) throw new RpcError('INVALID_ARGUMENT', `event ${index}: ${rule}`);
  };
  const { eventId, type, subject, clientId, grantId, remoteAddress, requestId } = message;
  const texts = { subject, clientId, grantId, remoteAddress, requestId };
  const details = Object.entries(message.details);
  const eventTime = message.eventTime && timestampDate(message.eventTime);

  require(uuidPattern.test(eventId), 'event_id must be a UUID in lower case');
  require(typePattern.test(type) &&
    type.length <= longestType, `type must be lower-case words with dots, at most ${longestType} characters`);
  for (const [name, most] of Object.entries(longest)) {
    const text = texts[name as keyof typeof texts];
    require(isText(text, most), `${snakeCase(name)} must have at most ${most} characters and no controls`);
  }
  require(details.length <= mostDetails, `details must be at most ${mostDetails}`);
  for (const [name, value] of details) {
    require(detailNamePattern.test(name), 'names of details must be lower-case words with underscores');
    require(isText(
      value,
      longestDetail,
    ), `details must have at most ${longestDetail} characters and no controls`);
  }
  if (!isBetween(eventTime, new Date(0), new Date(now.getTime() + longestAhead))) {
    throw new RpcError('INVALID_ARGUMENT', `event ${index}: event_time must be set, and not in the future`);
  }
  return { eventId, eventTime, type, recorder, ...texts, details: Object.fromEntries(details) };
}

function isText(text: string, most: number): boolean {
  return text.length <= most && !/\p{Cc}/u.test(text);
}

// The clocks of two machines differ: an hour ahead is not yet the future.
function isBetween(moment: Date | undefined, earliest: Date, latest: Date): moment is Date {
  return moment !== undefined && moment >= earliest && moment <= latest;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
