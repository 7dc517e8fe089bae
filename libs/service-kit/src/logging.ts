import type { IncomingMessage, ServerResponse } from 'node:http';
import pino, { type DestinationStream, type Logger } from 'pino';
import { redact } from './redaction';
import { currentRequestContext } from './request-context';

export type { Logger } from 'pino';

/** How a logger is made. */
export interface LoggerOptions {
  /** Name of the service, on every line. */
  service: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

/**
 * Creates the process's logger: one JSON object a line, times in ISO 8601 UTC, the request id and trace id
 * of the request being worked on, and fields that are called secrets replaced by "[redacted]". Errors are
 * logged by name, text, code, stack and cause alone.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    errorKey: 'error',
    formatters: {
      level: (label) => ({ level: label }),
      log: ({ req, res, ...fields }) => ({
        ...redact(fields),
        ...(req ? { req } : {}),
        ...(res ? { res } : {}),
      }),
    },
    // pino's own serializer of errors copies every field; redact has made of them what is to be seen.
    serializers: { req: requestLine, res: responseLine, err: (error: unknown) => error },
    mixin: () => {
      const context = currentRequestContext();
      return context ? { requestId: context.requestId, traceId: context.traceId } : {};
    },
  };
  return redactingBindings(pino(options, destination ?? standardOutput()));
}

const bufferedBytes = 4 * 1024;
const flushMilliseconds = 100;
let opened: DestinationStream | undefined;

/**
 * Standard output, written a few lines at a time: one write a line would cost every request a system call. A
 * line waits for a tenth of a second at most, and what waits is written when the process ends.
 */
function standardOutput(): DestinationStream {
  if (opened) return opened;
  const stream = pino.destination({
    dest: 1,
    sync: true,
    minLength: bufferedBytes,
    periodicFlush: flushMilliseconds,
  });
  process.on('exit', () => stream.flushSync());
  opened = stream;
  return stream;
}

// HTTP frameworks log `req` and `res`. Queries and headers hold codes and tokens, so neither is logged.
const requestLine = ({ method, url }: IncomingMessage) => ({ method, path: url?.split('?')[0] });
const responseLine = ({ statusCode }: ServerResponse) => ({ statusCode });

/** pino formats what a call logs but not what a child logger is bound to. */
function redactingBindings(logger: Logger): Logger {
  const child: (this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) => Logger =
    logger.child;
  return Object.assign(logger, {
    child(this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) {
      return child.call(this, redact(bindings), options);
    },
  });
}
