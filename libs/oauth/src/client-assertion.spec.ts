import { JWT_CLIENT_ASSERTION, clientAssertionSubject } from './client-assertion';
import { takeClientAuthentication } from './client-authentication';

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const take = (sent: Record<string, string>, authorization?: string) => {
  const parameters = { ...sent };
  return { clientAuthentication: takeClientAuthentication({ authorization, parameters }), parameters };
};
const refusal = (code: string, description: RegExp) =>
  expect.objectContaining({ code, description: expect.stringMatching(description) });

describe('clientAssertionSubject', () => {
  it('reads whom the assertion speaks for', () => {
    expect(clientAssertionSubject(jwt({ sub: 'backend', iss: 'backend' }))).toBe('backend');
  });

  it.each([
    ['is not a JWT', 'hello', /compact form/],
    ['has four parts', `${jwt({ sub: 'a' })}.x`, /compact form/],
    ['is longer than 8 KiB', jwt({ sub: 'a'.repeat(8_192) }), /compact form/],
    ['holds no JSON', `e30.${Buffer.from('{').toString('base64url')}.c2ln`, /not JSON/],
    ['holds no object', jwt(null), /sub/],
    ['names nobody', jwt({ iss: 'backend' }), /sub/],
    ['names somebody by a number', jwt({ sub: 7 }), /sub/],
  ])('refuses one that %s', (_, assertion, description) => {
    expect(() => clientAssertionSubject(assertion)).toThrow(refusal('invalid_client', description));
  });
});

describe('takeClientAuthentication with a client assertion', () => {
  const client_assertion = jwt({ sub: 'backend', iss: 'backend' });
  const assertion = { client_assertion, client_assertion_type: JWT_CLIENT_ASSERTION };

  it('names the client of the assertion, and takes both parameters out', () => {
    expect(take({ ...assertion, scope: 'a' })).toEqual({
      clientAuthentication: { method: 'private_key_jwt', clientId: 'backend', credential: client_assertion },
      parameters: { scope: 'a' },
    });
  });

  it('takes client_id beside it when both name the same client', () => {
    expect(take({ ...assertion, client_id: 'backend' }).clientAuthentication.clientId).toBe('backend');
  });

  it.each<[string, Record<string, string>, string | undefined, string, RegExp]>([
    [
      'client_id of another client',
      { ...assertion, client_id: 'x' },
      undefined,
      'invalid_request',
      /differs/,
    ],
    ['a secret', { ...assertion, client_secret: 'x' }, undefined, 'invalid_request', /twice/],
    ['HTTP Basic', assertion, 'Basic YTpi', 'invalid_request', /twice/],
    ['another type', { ...assertion, client_assertion_type: 'x' }, undefined, 'invalid_client', /jwt-bearer/],
    ['no type', { client_assertion }, undefined, 'invalid_request', /client_assertion_type/],
    [
      'a type alone',
      { client_assertion_type: JWT_CLIENT_ASSERTION },
      undefined,
      'invalid_request',
      /client_assertion /,
    ],
  ])('refuses it with %s', (_, parameters, authorization, code, description) => {
    expect(() => take(parameters, authorization)).toThrow(refusal(code, description));
  });

  it('repeats nothing of the assertion in an error', () => {
    const secretive = jwt({ sub: 7, note: 'confidential' });
    try {
      take({ client_assertion: secretive, client_assertion_type: JWT_CLIENT_ASSERTION });
    } catch (error) {
      expect(String(error)).not.toContain(secretive.slice(4, 20));
      return;
    }
    throw new Error('it was not refused');
  });
});
