import { requestedAccess } from './requested-access';

const allowed = { scopes: ['flex:read', 'flex:control'], resources: ['https://api.example/'] };
const request = (scope?: string, resources: string[] = []) => {
  const parameters: Record<string, string> = scope === undefined ? {} : { scope };
  return { parameters, resources };
};

describe('requested access', () => {
  it('is all that the client is registered for when it names nothing', () => {
    expect(requestedAccess(request(), allowed)).toEqual(allowed);
  });

  it('is what the client names', () => {
    expect(requestedAccess(request('flex:read', ['https://api.example/']), allowed)).toEqual({
      scopes: ['flex:read'],
      resources: ['https://api.example/'],
    });
  });

  it('names a resource once, however often it was asked for', () => {
    const { resources } = requestedAccess(
      request('flex:read', ['https://api.example/', 'https://api.example/']),
      allowed,
    );
    expect(resources).toEqual(['https://api.example/']);
  });

  it('refuses a scope beyond the registration, and names it', () => {
    expect(() => requestedAccess(request('flex:read admin'), allowed)).toThrow(
      expect.objectContaining({ code: 'invalid_scope', description: expect.stringContaining('admin') }),
    );
  });

  it('refuses a resource beyond the registration, and one that is no URI', () => {
    for (const resource of ['https://other.example/', 'not a uri', 'https://api.example/#part']) {
      expect(() => requestedAccess(request(undefined, [resource]), allowed)).toThrow(
        expect.objectContaining({ code: 'invalid_target' }),
      );
    }
  });
});
