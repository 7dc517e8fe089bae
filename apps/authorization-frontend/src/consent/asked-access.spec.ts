import { create } from '@bufbuild/protobuf';
import { ProtectedResourceSchema } from '@latchkey/contracts';
import { chosenScopes, sortAccess, spreadScopes } from './asked-access';

const [api, files] = ['https://api.example.com/', 'https://files.example.com/'];
const registry = [
  create(ProtectedResourceSchema, {
    resource: api,
    scopes: [{ scope: 'read' }, { scope: 'share', optional: true }, { scope: 'log', optional: true }],
  }),
  create(ProtectedResourceSchema, {
    resource: files,
    scopes: [{ scope: 'read' }, { scope: 'share' }],
  }),
];
const none = { required: [], optional: [], before: [], optionalBefore: [] };

describe('sortAccess', () => {
  it('takes a scope for optional when every resource that it is asked for says so', () => {
    const scopes = ['read', 'share', 'log'];
    expect(sortAccess({ scopes, resources: [api, files] }, registry, [])).toEqual({
      ...none,
      required: ['read', 'share'],
      optional: ['log'],
    });
    expect(sortAccess({ scopes, resources: [api] }, registry, [])).toEqual({
      ...none,
      required: ['read'],
      optional: ['share', 'log'],
    });
  });

  it('takes a scope for allowed when it was at every resource that it is asked for', () => {
    const allowed = [{ resource: api, scopes: ['read', 'log'] }];
    const request = { scopes: ['read', 'log'], resources: [api, files] };
    expect(sortAccess(request, registry, allowed)).toEqual({
      ...none,
      required: ['read'],
      before: ['log'],
      optionalBefore: ['log'],
    });
    const both = [...allowed, { resource: files, scopes: ['read'] }];
    expect(sortAccess(request, registry, both).before).toEqual(['read', 'log']);
    expect(sortAccess({ ...request, resources: [] }, registry, allowed).before).toEqual(['log']);
  });

  it('asks every time for a scope that no resource of the request has', () => {
    const allowed = [
      { resource: files, scopes: ['log'] },
      { resource: 'https://gone.example.com/', scopes: ['log'] },
    ];
    for (const resources of [[files], ['https://gone.example.com/']]) {
      expect(sortAccess({ scopes: ['log'], resources }, registry, allowed)).toEqual({
        ...none,
        required: ['log'],
      });
    }
  });
});

describe('chosenScopes', () => {
  const request = { scopes: ['read', 'log'], resources: [api] };

  it('keeps an optional scope that was allowed before, and was not offered', () => {
    const asked = sortAccess(request, registry, [{ resource: api, scopes: ['log'] }]);
    expect(chosenScopes(request, asked, {})).toEqual(['read', 'log']);
    expect(chosenScopes(request, asked, { 'offer:log': 'yes' })).toEqual(['read']);
    expect(chosenScopes(request, asked, { 'offer:read': 'yes' })).toEqual(['read', 'log']);
  });
});

describe('spreadScopes', () => {
  it('names every scope where it is known, and no resource without one', () => {
    const request = { scopes: ['read', 'log', 'other'], resources: [api, files] };
    expect(spreadScopes(request.scopes, request, registry)).toEqual([
      { resource: api, scopes: ['read', 'log'] },
      { resource: files, scopes: ['read'] },
    ]);
    expect(spreadScopes(['log', 'other'], request, registry)).toEqual([{ resource: api, scopes: ['log'] }]);
  });
});
