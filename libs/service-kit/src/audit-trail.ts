import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { AuditEventSchema, RecordAuditEventsRequestSchema } from '@latchkey/contracts';
import { randomUUID } from 'node:crypto';
import type { Logger } from './logging';
import { createRequestContext, currentRequestContext, runInRequestContext } from './request-context';

/** Something that an auditor wants to know later; never holds a secret. */
export interface AuditEvent<Type extends string> {
  type: Type;
  /** The user concerned. */
  subject?: string | undefined;
  clientId?: string | undefined;
  grantId?: string | undefined;
  /** Address that it came from. */
  remoteAddress?: string | undefined;
  /** Further facts, by names of lower-case words with underscores: at most 20. */
  details?: Record<string, string>;
}

/** How events of a type stand in the log. */
export interface AuditLine {
  level: 'info' | 'warn';
  sentence: string;
}

/** What an audit trail needs. */
export interface AuditTrailDependencies<Type extends string> {
  /** The directory's AuditService, as a client of it. */
  directory: {
    recordAuditEvents(
      request: MessageInitShape<typeof RecordAuditEventsRequestSchema>,
      options?: { signal?: AbortSignal },
    ): Promise<unknown>;
  };
  /** Every type of event, with its line in the log. */
  lines: Record<Type, AuditLine>;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  clock: () => Date;
}

/** Takes events to the directory's audit log. */
export interface AuditTrail<Type extends string> {
  /** Logs an event and takes it along. Returns at once: nothing waits for the directory. */
  record(event: AuditEvent<Type>): void;
  /** Sends what is left, for at most three seconds; what stays undelivered is named in the log. */
  close(): Promise<void>;
}

type Message = Exclude<MessageInitShape<typeof AuditEventSchema>, { $unknown: unknown }>;

// Some 10 MB.
const mostWaiting = 10_000;
const mostInBatch = 100;
// One call for what comes within this time: an event need not be early.
const gatherMilliseconds = 100;
const firstPauseMilliseconds = 250;
const longestPauseMilliseconds = 30_000;
const closingMilliseconds = 3_000;
// What the directory takes; the line in the log has all.
const longest = { subject: 256, clientId: 256, grantId: 256, remoteAddress: 64, detail: 500 };

/**
 * Creates the way of events to the directory. Each leaves its line in the log as it is recorded, under an
 * identity of its own, and then travels in batches, tried again with growing pauses while the directory is
 * away: the directory keeps an event once, however often it comes. At most 10,000 wait; one for which there is
 * no room says so in its line (`kept: false`), as the log does of all that could not be delivered.
 */
export function createAuditTrail<Type extends string>({
  directory,
  lines,
  logger,
  clock,
}: AuditTrailDependencies<Type>): AuditTrail<Type> {
  const waiting: Message[] = [];
  const closing = new AbortController();
  const givingUp = new AbortController();
  let sending: Promise<void> | undefined;

  return {
    record(event) {
      const message = toMessage(event, clock());
      const hasRoom = waiting.length < mostWaiting && !closing.signal.aborted;
      log(event, message, hasRoom);
      if (!hasRoom) return;
      waiting.push(message);
      // It belongs to no request: whichever recorded the first event must not end it.
      sending ??= runInRequestContext(createRequestContext(), sendAll);
    },

    async close() {
      closing.abort();
      const timer = setTimeout(() => givingUp.abort(), closingMilliseconds).unref();
      await sending;
      clearTimeout(timer);
      while (waiting.length > 0) lose(waiting.splice(0, mostInBatch), 'the service stops');
    },
  };

  function log(event: AuditEvent<Type>, { eventId }: Message, hasRoom: boolean): void {
    const { type, subject, clientId, grantId, remoteAddress: address, details } = event;
    const { level, sentence } = lines[type];
    const kept = hasRoom ? undefined : false;
    logger[level]({ event: type, eventId, subject, clientId, grantId, address, ...details, kept }, sentence);
  }

  async function sendAll(): Promise<void> {
    await pause(gatherMilliseconds);
    let failures = 0;
    // How many of a refused batch are still to be sent each by itself.
    let alone = 0;
    while (waiting.length > 0 && !givingUp.signal.aborted) {
      const batch = waiting.slice(0, alone > 0 ? 1 : mostInBatch);
      const error = await failureOf(batch);
      if (error !== undefined && !isRefusal(error)) {
        failures += 1;
        // Said once for an outage: the next attempts most likely fail for the same reason.
        if (failures === 1) logger.warn({ error }, 'the audit log cannot be reached: events wait');
        await pause(pauseAfter(failures));
        continue;
      }
      if (failures > 0) logger.info('the audit log can be reached again');
      failures = 0;
      if (error !== undefined && batch.length > 1) {
        // One event that the directory refuses neither takes its neighbours along nor holds up those behind it.
        alone = batch.length;
        continue;
      }
      if (error !== undefined) lose(batch, error);
      waiting.splice(0, batch.length);
      alone = Math.max(alone - batch.length, 0);
    }
    // In the same turn as the last look at what waits: what is recorded from here on starts anew.
    sending = undefined;
  }

  function pauseAfter(failures: number): number {
    if (closing.signal.aborted) return firstPauseMilliseconds;
    return Math.min(firstPauseMilliseconds * 2 ** (failures - 1), longestPauseMilliseconds);
  }

  async function failureOf(auditEvents: Message[]): Promise<unknown> {
    try {
      await directory.recordAuditEvents({ auditEvents }, { signal: givingUp.signal });
      return undefined;
    } catch (error) {
      return error ?? new Error('failed without a reason');
    }
  }

  function lose(messages: Message[], error: unknown): void {
    const eventIds = messages.map(({ eventId }) => eventId);
    logger.error({ eventIds, error }, 'events are in this log alone: the audit log did not take them');
  }

  /** Waits; at close no longer than it takes to try once more. */
  function pause(milliseconds: number): Promise<void> {
    const { signal } = closing.signal.aborted ? givingUp : closing;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds).unref();
      signal.addEventListener('abort', end);
    });
  }
}

/** Whether the same call will fail again, whenever it is made. */
function isRefusal(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'status' in error && error.status === 'INVALID_ARGUMENT'
  );
}

function toMessage(event: AuditEvent<string>, now: Date): Message {
  const details: Record<string, string> = {};
  for (const name in event.details) details[name] = plain(event.details[name], longest.detail);
  return {
    eventId: randomUUID(),
    eventTime: timestampFromDate(now),
    type: event.type,
    subject: plain(event.subject, longest.subject),
    clientId: plain(event.clientId, longest.clientId),
    grantId: plain(event.grantId, longest.grantId),
    remoteAddress: plain(event.remoteAddress, longest.remoteAddress),
    requestId: currentRequestContext()?.requestId ?? '',
    details,
  };
}

const control = /\p{Cc}/u;
const controls = /\p{Cc}/gu;

function plain(text = '', most: number): string {
  const cleaned = control.test(text) ? text.replace(controls, ' ') : text;
  return cleaned.length > most ? cleaned.slice(0, most) : cleaned;
}
