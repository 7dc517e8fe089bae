import type { DestinationStream } from 'pino';
import { lineTime } from './line-time';

/** What is logged of an answer of an HTTP server: nothing that holds a secret. */
export interface AnswerLine {
  requestId: string;
  traceId: string;
  method: string;
  /** Without the query, where codes and handles travel. */
  path: string;
  remoteAddress: string;
  status: number;
  /** Time until the answer was sent; logged in whole milliseconds. */
  milliseconds: number;
}

/**
 * Creates the log of an HTTP server's answers. Their lines have a fixed set of fields, none of them a secret and
 * each a text or a number: they need none of the steps that the logger takes for fields that anybody may name.
 */
export function createAnswerLog(
  service: string,
  destination: DestinationStream,
): (answer: AnswerLine) => void {
  return ({ requestId, traceId, method, path, remoteAddress, status, milliseconds }) => {
    const line = JSON.stringify({
      level: 'info',
      time: lineTime(),
      service,
      requestId,
      traceId,
      method,
      path,
      remoteAddress,
      status,
      milliseconds: Math.round(milliseconds),
      msg: 'answered',
    });
    destination.write(`${line}\n`);
  };
}
