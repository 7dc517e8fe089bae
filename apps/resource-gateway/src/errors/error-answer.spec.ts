import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { errorAnswer } from './error-answer';
import { HttpError } from './http-error';

const stranger = { authorization: undefined };
const known = { authorization: 'Basic eA==' };

describe('errorAnswer', () => {
  it('shows the public words of a refusal and none of the private ones', () => {
    const error = new OAuthError('invalid_grant', { description: 'ask again', detail: 'hash differs' });
    expect(errorAnswer(error, stranger)).toEqual({
      status: 400,
      code: 'invalid_grant',
      description: 'ask again',
      headers: {},
    });
  });

  it('names the scheme to a client that tried the Authorization header, and to no other', () => {
    const error = new OAuthError('invalid_client');
    expect(errorAnswer(error, known).headers).toEqual({ 'www-authenticate': 'Basic realm="latchkey"' });
    expect(errorAnswer(error, stranger)).toMatchObject({ status: 401, headers: {} });
  });

  it('challenges for a token that is refused or allows too little', () => {
    expect(errorAnswer(new OAuthError('insufficient_scope', { description: 'x' }), known)).toMatchObject({
      status: 403,
      headers: {
        'www-authenticate': 'Bearer realm="latchkey", error="insufficient_scope", error_description="x"',
      },
    });
  });

  it('challenges for a proof that a resource refuses, and none that an endpoint for clients refuses', () => {
    const error = new OAuthError('invalid_dpop_proof', { description: 'make another' });
    expect(errorAnswer(error, stranger)).toMatchObject({
      status: 400,
      code: 'invalid_dpop_proof',
      headers: {},
    });
    const { status, headers } = errorAnswer(error, { authorization: 'DPoP x', challenge: { scope: ['a'] } });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toEqual([
      'Bearer realm="latchkey", scope="a"',
      expect.stringMatching(
        /^DPoP .*error="invalid_dpop_proof", error_description="make another", scope="a"/,
      ),
    ]);
  });

  it.each(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'] as const)(
    'asks for patience when a service behind says %s',
    (status) => {
      const answer = errorAnswer(new RpcError(status, 'connect ECONNREFUSED 10.0.0.1:9101'), stranger);
      expect(answer).toMatchObject({
        status: 503,
        code: 'temporarily_unavailable',
        headers: { 'retry-after': '5' },
      });
      expect(answer.description).not.toContain('10.0.0.1');
    },
  );

  it.each<[string, unknown]>([
    ['a defect', new TypeError('undefined is not a function')],
    ['a call that went wrong', new RpcError('INTERNAL', 'database password is hunter2')],
    ['a call that was not allowed', new RpcError('PERMISSION_DENIED', 'resource-gateway may not')],
    ['an error that calls itself a client error', Object.assign(new Error('secret'), { statusCode: 400 })],
    ['something that is no error', 'secret'],
    ['nothing', undefined],
  ])('tells nothing of %s', (_, error) => {
    expect(errorAnswer(error, known)).toEqual({
      status: 500,
      code: 'server_error',
      description: 'the request failed unexpectedly',
      headers: {},
    });
  });

  it('asks to try again when the trouble is ours, not when the request is wrong', () => {
    expect(errorAnswer(new HttpError(504, 'too slow'), stranger).headers).toEqual({ 'retry-after': '5' });
    expect(errorAnswer(new HttpError(405, 'no', { headers: { allow: 'GET' } }), stranger)).toEqual({
      status: 405,
      code: 'invalid_request',
      description: 'no',
      headers: { allow: 'GET' },
    });
  });
});
