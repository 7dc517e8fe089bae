import { Transform, pipeline, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-error';

/** Hands bodies of any kind through as streams in this scope, and refuses those that are longer than their limit. */
export function streamBodies(scope: FastifyInstance, limitFor: (request: FastifyRequest) => number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (request, payload, done) => {
    const limitBytes = limitFor(request);
    const announced = request.headers['content-length'];
    if (announced === undefined) return done(null, limited(payload, limitBytes));
    // What is announced is also kept to: the HTTP parser sees to it.
    if (Number(announced) > limitBytes) return done(tooLarge(limitBytes));
    done(null, payload);
  });
}

function limited(payload: Readable, limitBytes: number): Readable {
  let length = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > limitBytes) done(tooLarge(limitBytes));
      else done(null, chunk);
    },
  });
  // Whoever reads the stream gets its error; here is nothing to add.
  return pipeline(payload, counted, () => undefined);
}

function tooLarge(limitBytes: number): HttpError {
  return new HttpError(413, `the body is larger than ${limitBytes} bytes: send less`, {
    headers: { connection: 'close' },
  });
}
