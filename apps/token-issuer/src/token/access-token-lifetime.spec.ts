import fc from 'fast-check';
import { accessTokenLifetime } from './access-token-lifetime';

const lifetimes = { accessTokenSeconds: 600, accessTokenMaximumSeconds: 3600 };
const lifetime = (client: number, ...resources: number[]) =>
  accessTokenLifetime(
    { accessTokenLifetimeSeconds: client },
    resources.map((accessTokenLifetimeSeconds) => ({ accessTokenLifetimeSeconds })),
    lifetimes,
  );

describe("an access token's lifetime", () => {
  it("is the server's when neither client nor resource has one", () => {
    expect(lifetime(0, 0, 0)).toBe(600);
  });

  it("is the client's, shorter or longer than the server's", () => {
    expect(lifetime(60, 0)).toBe(60);
    expect(lifetime(1800, 0)).toBe(1800);
  });

  it('is the shortest that a resource asks for, and a resource never makes it longer', () => {
    expect(lifetime(0, 300, 120, 0)).toBe(120);
    expect(lifetime(60, 300)).toBe(60);
    expect(lifetime(0, 1800)).toBe(600);
  });

  it("is bounded by the server's maximum", () => {
    expect(lifetime(86_400, 86_400)).toBe(3600);
  });

  it('is never longer than anything that bounds it', () => {
    const seconds = fc.nat(100_000);
    fc.assert(
      fc.property(seconds, fc.array(seconds, { maxLength: 5 }), (client, resources) => {
        const bounds = [client || 600, 3600, ...resources.filter((bound) => bound > 0)];
        expect(lifetime(client, ...resources)).toBe(Math.min(...bounds));
      }),
    );
  });
});
