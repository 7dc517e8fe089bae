import type { TokenResponse } from '@latchkey/contracts';
import { createCodeVerifier } from '@latchkey/pkce';
import { decodeJwt } from 'jose';
import { otherResource, resource } from '../testing/test-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
  const web = test.directory.clients.get('web')!;
  web.scopes = [];
  web.resources = [resource, otherResource];
});
afterAll(() => test?.stop());

const everything = 'flex:read flex:control other:read';
const redeem = async (scope: string, resources: string[] = []) => {
  const { redemption } = await authorize(test, { scope }, createCodeVerifier());
  return exchange(test, 'web', 'authorization_code', redemption, resources);
};
const refresh = (refreshToken: string, resources: string[], parameters: Record<string, string> = {}) =>
  exchange(test, 'web', 'refresh_token', { ...parameters, refresh_token: refreshToken }, resources);
const answer = (outcome: unknown) => outcome as TokenResponse;
const audience = (outcome: unknown) => decodeJwt(answer(outcome).accessToken).aud;

describe('the audience and the scope of an access token', () => {
  it('are all that was granted when the token request names no resource', async () => {
    const tokens = await redeem(everything);
    expect(tokens).toMatchObject({ scope: everything });
    expect(audience(tokens)).toEqual([resource, otherResource]);
  });

  it('are one resource and the scopes that belong to it when the token request names it', async () => {
    const tokens = await redeem(everything, [otherResource]);
    expect(tokens).toMatchObject({ scope: 'flex:read other:read' });
    expect(audience(tokens)).toBe(otherResource);
  });

  it('may be another part of the grant at every refresh', async () => {
    const first = answer(await redeem(everything, [otherResource]));
    const second = answer(await refresh(first.refreshToken, [resource]));
    expect(second.scope).toBe('flex:read flex:control');
    expect(audience(second)).toBe(resource);
    const third = answer(await refresh(second.refreshToken, [], { scope: 'other:read' }));
    expect(third.scope).toBe('other:read');
    expect(audience(third)).toBe(otherResource);
    const fourth = answer(await refresh(third.refreshToken, []));
    expect(fourth.scope).toBe(everything);
  });

  it('never go beyond what was granted', async () => {
    const tokens = answer(await redeem('flex:control'));
    expect(audience(tokens)).toBe(resource);
    expect(await refresh(tokens.refreshToken, [otherResource])).toMatchObject({ code: 'invalid_target' });
    expect(await refresh(tokens.refreshToken, [], { scope: 'other:read' })).toMatchObject({
      code: 'invalid_scope',
    });
  });

  it('never have a scope that belongs to another resource', async () => {
    const tokens = answer(await redeem(everything));
    expect(await refresh(tokens.refreshToken, [resource], { scope: 'other:read' })).toMatchObject({
      code: 'invalid_scope',
    });
  });

  it('lose what the registry no longer knows', async () => {
    const tokens = answer(await redeem(everything));
    const { resources } = test.directory;
    const [last] = resources.splice(-1);
    test.directory.resourcesChanged();
    await new Promise((resolve) => setImmediate(resolve));
    const refreshed = answer(await refresh(tokens.refreshToken, []));
    expect(last?.resource).toBe(otherResource);
    expect(refreshed.scope).toBe('flex:read flex:control');
    expect(audience(refreshed)).toBe(resource);
  });
});
