import type { ProtectedResource } from '@latchkey/contracts';
import { createTestDirectory, otherResource, resource } from '../testing/test-clients';
import { createResourceRegistry } from './resource-registry';

const quiet = { info: () => undefined, warn: () => undefined };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the resource registry', () => {
  let registry: ReturnType<typeof createResourceRegistry>;
  afterEach(() => registry?.close());

  it('knows the resources of the directory', async () => {
    registry = createResourceRegistry({ directory: createTestDirectory(), logger: quiet });
    await registry.ready();
    expect(registry.find(resource)?.scopes.map(({ scope }) => scope)).toEqual(['flex:read', 'flex:control']);
    expect(registry.find('https://unknown.example/')).toBeUndefined();
    expect(registry.all()).toHaveLength(3);
    await turn();
    expect(registry.isCurrent()).toBe(true);
  });

  it('follows a change', async () => {
    const directory = createTestDirectory();
    registry = createResourceRegistry({ directory, logger: quiet });
    await registry.ready();
    await turn();
    const isOther = ({ resource: identifier }: ProtectedResource) => identifier === otherResource;
    directory.resources.splice(directory.resources.findIndex(isOther), 1);
    directory.resourcesChanged();
    await turn();
    expect(registry.find(otherResource)).toBeUndefined();
  });

  it('allows nothing before it has heard from the directory', () => {
    registry = createResourceRegistry({ directory: createTestDirectory(), logger: quiet });
    const waiting = expect.objectContaining({ code: 'temporarily_unavailable', retryAfterSeconds: 1 });
    expect(() => registry.all()).toThrow(waiting);
    expect(() => registry.find(resource)).toThrow(waiting);
    expect(registry.isCurrent()).toBe(false);
  });
});
