import type { IncomingMessage, ServerResponse } from 'node:http';
import pino, { type DestinationStream } from 'pino';
import { createAnswerLog, type AnswerLine } from './answer-log';
import { createLineBuffer } from './line-buffer';
import { lineTime } from './line-time';
import { redact, redactField } from './redaction';
import { currentRequestContext } from './request-context';

/** The log of a process. */
export interface Logger extends pino.Logger {
  /** Logs an answer of an HTTP server, at level "info". */
  answered(answer: AnswerLine): void;
}

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
export function createLogger({ service, level, destination = standardOutput() }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    timestamp: () => `,"time":"${lineTime()}"`,
    errorKey: 'error',
    formatters: { level: (label) => ({ level: label }), log: lineFields },
    // pino's own serializer of errors copies every field; redact has made of them what is to be seen.
    serializers: { req: requestLine, res: responseLine, err: (error: unknown) => error },
  };
  const logger = redactingBindings(pino(options, destination));
  const isLogged = logger.isLevelEnabled('info');
  return Object.assign(logger, { answered: isLogged ? createAnswerLog(service, destination) : () => {} });
}

/** The fields of a line: those of the request being worked on, and what the call names, redacted. */
function lineFields(fields: Record<string, unknown>): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  const context = currentRequestContext();
  if (context) {
    line['requestId'] = context.requestId;
    line['traceId'] = context.traceId;
  }
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    // Whole objects of Node.js, of which the serializers keep two fields.
    if (name === 'req' || name === 'res') {
      if (value) line[name] = value;
    } else line[name] = redactField(name, value);
  }
  return line;
}

let opened: DestinationStream | undefined;

/** Standard output, a few lines at a time; what waits is written when the process ends. */
function standardOutput(): DestinationStream {
  if (opened) return opened;
  const lines = createLineBuffer(pino.destination({ dest: 1, sync: true }));
  process.on('exit', lines.flush);
  opened = lines;
  return lines;
}

// HTTP frameworks log `req` and `res`. Queries and headers hold codes and tokens, so neither is logged.
const requestLine = ({ method, url }: IncomingMessage) => ({ method, path: url?.split('?')[0] });
const responseLine = ({ statusCode }: ServerResponse) => ({ statusCode });

/** pino formats what a call logs but not what a child logger is bound to. */
function redactingBindings(logger: pino.Logger): pino.Logger {
  const child: (
    this: pino.Logger,
    bindings: pino.Bindings,
    options?: pino.ChildLoggerOptions,
  ) => pino.Logger = logger.child;
  return Object.assign(logger, {
    child(this: pino.Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) {
      return child.call(this, redact(bindings), options);
    },
  });
}
