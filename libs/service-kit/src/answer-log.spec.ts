import type { AnswerLine } from './answer-log';
import { createLogger, type LoggerOptions } from './logging';
import { createRequestContext, runInRequestContext } from './request-context';

const answer: AnswerLine = {
  requestId: 'request-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  method: 'GET',
  path: '/jwks/',
  remoteAddress: '127.0.0.1',
  status: 200,
  milliseconds: 2.6,
};

function capture(level: LoggerOptions['level'] = 'info') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'resource-gateway', level, destination }) };
}

describe('the line of an answer', () => {
  it('has the fields of every line, and those of the answer', () => {
    const { lines, logger } = capture();
    logger.answered(answer);
    logger.info('another');
    const [line = {}, another = {}] = lines.map((text) => JSON.parse(text));
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const common = { level: 'info', time, service: 'resource-gateway' };
    expect(line).toEqual({ ...common, ...answer, milliseconds: 3, msg: 'answered' });
    expect(another).toEqual({ ...common, msg: 'another' });
  });

  it('names the request that was answered, wherever it is written', () => {
    const { lines, logger } = capture();
    runInRequestContext(createRequestContext({ requestId: 'another-request' }), () =>
      logger.answered(answer),
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      requestId: 'request-1',
      traceId: answer.traceId,
    });
  });

  it('stays one line of JSON whatever the client has sent', () => {
    const { lines, logger } = capture();
    const odd = {
      ...answer,
      path: '/"},\n{"level":"error","msg":"forged"}\r\\ \u2028 \u0000 \ud800',
      remoteAddress: '"\n',
      method: 'A"B',
    };
    logger.answered(odd);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ...odd, milliseconds: 3, level: 'info' });
  });

  it('is left out below level "info"', () => {
    const { lines, logger } = capture('warn');
    logger.answered(answer);
    expect(lines).toEqual([]);
  });
});
