import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditService, type ListAuditEventsRequest } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { AuditEventFilter, AuditLog } from './audit-log';
import { formatPageToken, parsePageToken } from './page-token';
import { parseAuditEvent } from './parse-audit-event';

/** What serving the audit log needs. */
export interface AuditDependencies {
  audit: Pick<AuditLog, 'record' | 'list'>;
  clock: () => Date;
}

const mostInBatch = 100;
const mostInPage = 200;
const defaultPageSize = 50;
const longestFilter = 256;

/** Serves the audit log. */
export function auditService({ audit, clock }: AuditDependencies): RpcService {
  return rpcService(AuditService, {
    async recordAuditEvents({ auditEvents }, { caller }) {
      require(auditEvents.length <= mostInBatch, `a batch has at most ${mostInBatch} events`);
      const recording = { recorder: caller, now: clock() };
      await audit.record(auditEvents.map((event, index) => parseAuditEvent(event, index, recording)));
      return {};
    },

    async listAuditEvents(request) {
      const { pageSize } = request;
      require(pageSize >= 0 && pageSize <= mostInPage, `page_size must be 0 to ${mostInPage}`);
      const size = pageSize || defaultPageSize;
      // One more than asked for tells whether there is another page.
      const events = await audit.list(parseFilter(request), size + 1);
      const page = events.slice(0, size);
      const last = events.length > size ? page.at(-1) : undefined;
      return {
        auditEvents: page.map((event) => ({ ...event, eventTime: timestampFromDate(event.eventTime) })),
        nextPageToken: last ? formatPageToken(last) : '',
      };
    },
  });
}

function parseFilter({ subject, clientId, type, pageToken }: ListAuditEventsRequest): AuditEventFilter {
  for (const [name, value] of Object.entries({ subject, client_id: clientId, type })) {
    const plain = value.length <= longestFilter && !/\p{Cc}/u.test(value);
    require(plain, `${name} must have at most ${longestFilter} characters and no controls`);
  }
  return { subject, clientId, type, before: parsePageToken(pageToken) };
}

function require(holds: boolean, rule: string): void {
  if (!holds) throw new RpcError('INVALID_ARGUMENT', rule);
}
