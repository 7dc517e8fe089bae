import { create } from '@bufbuild/protobuf';
import { ProtectedResourceSchema } from '@latchkey/contracts';
import { describeScopes } from './describe-scopes';

const registry = [
  create(ProtectedResourceSchema, {
    resource: 'https://api.example.com/',
    resourceName: 'API',
    scopes: [
      { scope: 'read', description: 'Read things', translations: { de: 'Dinge lesen', fr: '' } },
      { scope: 'write', description: 'Write things' },
    ],
  }),
  create(ProtectedResourceSchema, {
    resource: 'https://files.example.com/',
    resourceName: 'Files',
    scopes: [{ scope: 'read', description: 'Read files' }, { scope: 'share' }],
  }),
];

describe('describeScopes', () => {
  it('explains a scope by every resource that has it, when the request names none', () => {
    expect(describeScopes({ scopes: ['read'], resources: [] }, registry, 'en')).toEqual([
      { resourceName: 'API', permissions: ['Read things'] },
      { resourceName: 'Files', permissions: ['Read files'] },
    ]);
  });

  it('explains it by the resources of the request alone, when there are some', () => {
    const request = { scopes: ['write', 'read'], resources: ['https://api.example.com/'] };
    expect(describeScopes(request, registry, 'en')).toEqual([
      { resourceName: 'API', permissions: ['Read things', 'Write things'] },
    ]);
  });

  it('speaks the language of the page, and that of the resource where it has no such words', () => {
    const request = { scopes: ['write', 'read'], resources: ['https://api.example.com/'] };
    expect(describeScopes(request, registry, 'de')).toEqual([
      { resourceName: 'API', permissions: ['Dinge lesen', 'Write things'] },
    ]);
    expect(describeScopes(request, registry, 'fr')).toEqual([
      { resourceName: 'API', permissions: ['Read things', 'Write things'] },
    ]);
  });

  it('shows a scope by its name rather than not at all', () => {
    const request = { scopes: ['share', 'admin'], resources: [] };
    expect(describeScopes(request, registry, 'en')).toEqual([
      { resourceName: 'Files', permissions: ['share'] },
      { resourceName: '', permissions: ['admin'] },
    ]);
    expect(
      describeScopes({ scopes: ['read'], resources: ['https://gone.example.com/'] }, registry, 'en'),
    ).toEqual([{ resourceName: '', permissions: ['read'] }]);
  });

  it('says nothing about a request without scopes', () => {
    expect(describeScopes({ scopes: [], resources: [] }, registry, 'en')).toEqual([]);
  });
});
