import { opaqueResource, otherResource, resource } from '../testing/test-clients';
import { createTestDirectory } from '../testing/test-clients';
import { createRequestedAccess } from './requested-access';

const registry = createTestDirectory().resources;
const { requestedAccess, narrowedAccess, remainingAccess } = createRequestedAccess({
  resources: { all: () => registry },
});
const everything = { scopes: [], resources: [] };
const registered = { scopes: ['flex:read', 'flex:control'], resources: [resource] };
const request = (scope?: string, resources: string[] = []) => {
  const parameters: Record<string, string> = scope === undefined ? {} : { scope };
  return { parameters, resources };
};
const refusal = (code: string, description = '') =>
  expect.objectContaining({ code, description: expect.stringContaining(description) });

describe('requested access', () => {
  it('is all that the client is registered for when it names nothing', () => {
    expect(requestedAccess(request(), registered)).toEqual(registered);
  });

  it('is all of the registry for a client that is registered for nothing in particular', () => {
    const { scopes, resources } = requestedAccess(request(), everything);
    expect(new Set(scopes)).toEqual(new Set(['flex:read', 'flex:control', 'opaque:read', 'other:read']));
    expect(resources).toEqual([resource, opaqueResource, otherResource]);
    expect(requestedAccess(request('other:read'), everything)).toEqual({
      scopes: ['other:read'],
      resources: [otherResource],
    });
  });

  it('is what the client names', () => {
    expect(requestedAccess(request('flex:read', [resource]), registered)).toEqual({
      scopes: ['flex:read'],
      resources: [resource],
    });
  });

  it('names a resource and a scope once, however often they were asked for', () => {
    expect(requestedAccess(request('flex:read flex:read', [resource, resource]), registered)).toEqual({
      scopes: ['flex:read'],
      resources: [resource],
    });
  });

  it('has the scopes of the named resources alone', () => {
    expect(requestedAccess(request(undefined, [otherResource]), everything)).toEqual({
      scopes: ['flex:read', 'other:read'],
      resources: [otherResource],
    });
  });

  it('leaves out resources that none of the scopes is for', () => {
    const both = { scopes: [], resources: [resource, otherResource] };
    expect(requestedAccess(request('flex:control'), both).resources).toEqual([resource]);
    expect(requestedAccess(request('flex:control', [resource, otherResource]), both).resources).toEqual([
      resource,
    ]);
    expect(requestedAccess(request('flex:read'), both).resources).toEqual([resource, otherResource]);
  });

  it.each([
    ['beyond the registration', 'opaque:read', [], { ...registered, resources: [opaqueResource] }],
    ['that nobody knows', 'flex:read admin', [], registered],
    ['that nobody knows, of a client that may have all there is', 'admin', [], everything],
    ['of another resource than the one named', 'other:read', [resource], everything],
    [
      'that the registration names and the registry does not know',
      'old',
      [],
      { scopes: ['old'], resources: [] },
    ],
    ['that is malformed', 'flex:read  flex:control', [], registered],
  ])('refuses a scope %s', (_, scope, resources, allowed) => {
    expect(() => requestedAccess(request(scope, resources), allowed)).toThrow(refusal('invalid_scope'));
  });

  it('says which scope it refuses', () => {
    expect(() => requestedAccess(request('flex:read admin'), registered)).toThrow(
      refusal('invalid_scope', 'admin'),
    );
  });

  it.each([
    ['beyond the registration', otherResource, registered],
    ['that nobody knows', 'https://unknown.example/', everything],
    ['that is spelled in another way', 'https://api.example/resource', everything],
    [
      'that is registered for the client and no longer known',
      'https://gone.example/',
      { scopes: [], resources: ['https://gone.example/'] },
    ],
    ['that is no URI', 'not a uri', everything],
    ['with a fragment', `${resource}#part`, everything],
  ])('refuses a resource %s', (_, named, allowed) => {
    expect(() => requestedAccess(request(undefined, [named]), allowed)).toThrow(refusal('invalid_target'));
    expect(() => requestedAccess(request(undefined, [resource, named]), allowed)).toThrow(
      refusal('invalid_target'),
    );
  });

  it('is never nothing', () => {
    for (const allowed of [
      { scopes: ['other:read'], resources: [resource] },
      { scopes: [], resources: ['https://gone.example/'] },
    ]) {
      expect(() => requestedAccess(request(), allowed)).toThrow(refusal('invalid_scope'));
    }
  });
});

describe('requested access that was worked out before', () => {
  const rulesFor = (known: typeof registry) => {
    const held = { resources: known };
    return { held, ...createRequestedAccess({ resources: { all: () => held.resources } }) };
  };

  it('is the same object for the same client and request, and cannot be changed', () => {
    const access = requestedAccess(request('flex:read', [resource]), registered);
    expect(requestedAccess(request('flex:read', [resource]), registered)).toBe(access);
    expect(() => access.scopes.push('admin')).toThrow(TypeError);
    expect(() => access.resources.push(otherResource)).toThrow(TypeError);
    expect(() => (access.scopes = ['admin'])).toThrow(TypeError);
  });

  it('is not taken for that of another request', () => {
    const asked: [string | undefined, string[], string[]][] = [
      ['flex:read', [], ['flex:read']],
      ['flex:control', [], ['flex:control']],
      [undefined, [resource], ['flex:read', 'flex:control']],
      ['flex:read', [resource], ['flex:read']],
      ['flex:control', [resource], ['flex:control']],
    ];
    for (const [scope, resources, scopes] of [...asked, ...asked.toReversed()]) {
      expect(requestedAccess(request(scope, resources), registered).scopes).toEqual(scopes);
    }
    requestedAccess(request('flex:read', [resource]), registered);
    expect(() => requestedAccess(request('flex:read', [otherResource]), registered)).toThrow(
      refusal('invalid_target'),
    );
    expect(() => requestedAccess(request('admin', [resource]), registered)).toThrow(refusal('invalid_scope'));
  });

  it('is not taken for that of another client, or of the client as it was', () => {
    requestedAccess(request('flex:control'), registered);
    const changed = { ...registered, scopes: ['flex:read'] };
    expect(() => requestedAccess(request('flex:control'), changed)).toThrow(refusal('invalid_scope'));
  });

  it('is worked out anew when the registry has changed', () => {
    const rules = rulesFor(registry);
    rules.requestedAccess(request('flex:control'), registered);
    rules.held.resources = registry.filter((each) => each.resource !== resource);
    expect(() => rules.requestedAccess(request('flex:control'), registered)).toThrow(
      refusal('invalid_scope'),
    );
    rules.held.resources = registry;
    expect(rules.requestedAccess(request('flex:control'), registered).scopes).toEqual(['flex:control']);
  });
});

describe('narrowed access', () => {
  it('is what is named of what is left, and all of it when nothing is', () => {
    const left = { scopes: ['flex:read', 'other:read'], resources: [resource, otherResource] };
    expect(narrowedAccess(request(), left)).toEqual(left);
    expect(narrowedAccess(request('other:read'), left)).toEqual({
      scopes: ['other:read'],
      resources: [otherResource],
    });
    expect(() => narrowedAccess(request('flex:control'), left)).toThrow(refusal('invalid_scope'));
  });
});

describe('remaining access', () => {
  const granted = {
    scopes: ['flex:read', 'flex:control', 'other:read'],
    resources: [resource, otherResource],
  };

  it('is all that was granted while everything stands', () => {
    expect(remainingAccess(granted, everything)).toEqual(granted);
  });

  it('loses what the client is no longer registered for, with the scopes that go with it', () => {
    expect(remainingAccess(granted, registered)).toEqual({
      scopes: ['flex:read', 'flex:control'],
      resources: [resource],
    });
    expect(remainingAccess(granted, { scopes: ['other:read'], resources: [] })).toEqual({
      scopes: ['other:read'],
      resources: [otherResource],
    });
  });

  it('loses what the registry no longer knows', () => {
    const [first] = registry;
    const smaller = createRequestedAccess({ resources: { all: () => (first ? [first] : []) } });
    expect(smaller.remainingAccess(granted, everything)).toEqual({
      scopes: ['flex:read', 'flex:control'],
      resources: [resource],
    });
  });

  it('gains nothing that was not granted', () => {
    expect(remainingAccess({ scopes: ['flex:read'], resources: [resource] }, everything)).toEqual({
      scopes: ['flex:read'],
      resources: [resource],
    });
  });

  it('ends the grant when nothing is left', () => {
    for (const client of [
      { scopes: ['opaque:read'], resources: [] },
      { scopes: [], resources: [opaqueResource] },
    ]) {
      expect(() => remainingAccess(granted, client)).toThrow(refusal('invalid_grant'));
    }
  });
});
