import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CheckResponseSchema, HeaderValueOptionSchema } from '@latchkey/contracts';
import { dataHeaders, noStore } from '../edge/response-headers';
import type { ErrorAnswer } from '../errors/error-answer';
import type { Access } from '../resource/access-guard';
import { identityHeaders } from '../resource/identity-headers';

type CheckAnswer = MessageInitShape<typeof CheckResponseSchema>;
type Header = MessageInitShape<typeof HeaderValueOptionSchema>;

// google.rpc.Code
const OK = 0;
const codes: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 429: 8, 503: 14 };
const PERMISSION_DENIED = 7;

// In whatever spelling an upstream may take for ours.
const identityHeader = /^x[-_]latchkey[-_]/i;

/**
 * Lets a request pass: with what the upstream may know of the caller, and without what the client sent under
 * such names.
 */
export function passed(access: Access | undefined, sent: Readonly<Record<string, string>>): CheckAnswer {
  const ours = access ? identityHeaders(access) : {};
  // The proxy removes after it has set: what is set here must not be among what it removes.
  const spoken = (name: string) => identityHeader.test(name) || name === 'authorization' || name === 'dpop';
  const headersToRemove = Object.keys(sent).filter((name) => spoken(name) && !(name in ours));
  return {
    status: { code: OK },
    httpResponse: {
      case: 'okResponse',
      value: {
        headers: headersFrom(ours),
        headersToRemove,
        responseHeadersToAdd: headersFrom({ ...access?.limitHeaders }),
      },
    },
  };
}

/** Refuses a request, with the answer that the gateway itself would give. */
export function denied({ status, code, description, headers }: ErrorAnswer): CheckAnswer {
  const all = { 'content-type': 'application/json; charset=utf-8', ...noStore, ...dataHeaders, ...headers };
  return {
    status: { code: codes[status] ?? PERMISSION_DENIED, message: description },
    httpResponse: {
      case: 'deniedResponse',
      value: {
        status: { code: status },
        headers: headersFrom(all),
        body: JSON.stringify({ error: code, ...(description && { error_description: description }) }),
      },
    },
  };
}

/** Each replaces what is there under its name; the further values of one join the first. */
function headersFrom(headers: Readonly<Record<string, string | string[]>>): Header[] {
  return Object.entries(headers).flatMap(([key, values]) =>
    [values].flat().map((value, index) => ({ header: { key, value }, append: index > 0 })),
  );
}
