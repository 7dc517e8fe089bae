import { requireScopes } from './required-scopes';

describe('requireScopes', () => {
  it('lets a token pass that has every scope, and more', () => {
    expect(() => requireScopes({ scopes: ['flex:read', 'flex:control'] }, ['flex:read'])).not.toThrow();
  });

  it('lets any token pass where no scope is needed', () => {
    expect(() => requireScopes({ scopes: [] }, [])).not.toThrow();
  });

  it('refuses a token and names the scopes that it lacks, and only those', () => {
    expect(() => requireScopes({ scopes: ['flex:read'] }, ['flex:read', 'flex:control'])).toThrow(
      expect.objectContaining({
        code: 'insufficient_scope',
        description: expect.stringMatching(/the scope flex:control:/),
      }),
    );
  });

  it.each(['flex', 'FLEX:READ', 'flex:read ', 'flex:reading'])(
    'does not take "%s" for flex:read',
    (scope) => {
      expect(() => requireScopes({ scopes: [scope] }, ['flex:read'])).toThrow('insufficient_scope');
    },
  );
});
