import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { createRequestContext, type Logger } from '@latchkey/service-kit';

const answers: Readonly<Record<string, { status: number; description: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, description: 'the address and headers are too long: shorten them' },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    description: 'the request took too long to arrive: send it again',
  },
};
const malformed = { status: 400, description: 'the request is not well-formed HTTP' };

/** Creates what answers a connection whose bytes are no HTTP request, and ends it. */
export function createConnectionErrorHandler(logger: Logger) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, description } = answers[error.code ?? ''] ?? malformed;
    const { requestId } = createRequestContext();
    // Only the code of the error: with it travels the packet that was not understood.
    logger.info({ requestId, status, reason: error.code }, 'connection refused');
    const body = JSON.stringify({ error: 'invalid_request', error_description: description });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  };
}
