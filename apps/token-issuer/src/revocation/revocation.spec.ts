import type { AccessTokenClaims } from '@latchkey/jwt';
import { isRevokedBy, revocable, type FindRevocation } from './revocation';

const issuedAt = 1_900_000_000;
const claims: AccessTokenClaims = {
  iss: 'https://auth.example',
  sub: 'user-1',
  aud: 'https://api.example/',
  iat: issuedAt,
  exp: issuedAt + 600,
  jti: 'token-1',
  client_id: 'web',
  grant_id: 'grant-1',
};
const revoked =
  (kind: string, value: string, at: Date): FindRevocation =>
  (soughtKind, soughtValue) =>
    soughtKind === kind && soughtValue === value ? at : undefined;
const at = (seconds: number) => new Date((issuedAt + seconds) * 1000);

describe('a token', () => {
  it.each([
    ['token', 'token-1'],
    ['grant', 'grant-1'],
  ])('is revoked by its %s whenever that was', (kind, value) => {
    expect(isRevokedBy(revoked(kind, value, at(-100)), claims)).toBe(true);
    expect(isRevokedBy(revoked(kind, 'another', at(100)), claims)).toBe(false);
  });

  it.each([
    ['client', 'web'],
    ['subject', 'user-1'],
  ])('is revoked by its %s if it was issued up to that second', (kind, value) => {
    expect(isRevokedBy(revoked(kind, value, at(100)), claims)).toBe(true);
    expect(isRevokedBy(revoked(kind, value, at(0)), claims)).toBe(true);
    expect(isRevokedBy(revoked(kind, value, at(0.999)), claims)).toBe(true);
    expect(isRevokedBy(revoked(kind, value, at(-0.001)), claims)).toBe(false);
    expect(isRevokedBy(revoked(kind, 'another', at(100)), claims)).toBe(false);
  });

  it('that came by token exchange is revoked by the client that holds it and by that of the first token', () => {
    const exchanged = { ...claims, client_id: 'api', origin_client_id: 'web' };
    expect(isRevokedBy(revoked('client', 'web', at(0)), exchanged)).toBe(true);
    expect(isRevokedBy(revoked('client', 'web', at(-1)), exchanged)).toBe(false);
    expect(isRevokedBy(revoked('client', 'api', at(0)), exchanged)).toBe(true);
    expect(isRevokedBy(revoked('client', 'other', at(0)), exchanged)).toBe(false);
    const clients = revocable(exchanged).filter(({ kind }) => kind === 'client');
    expect(clients.map(({ value }) => value)).toEqual(['api', 'web']);
  });

  it('is not revoked by a namesake of another kind', () => {
    expect(isRevokedBy(revoked('client', 'user-1', at(100)), claims)).toBe(false);
    expect(isRevokedBy(revoked('subject', 'token-1', at(100)), claims)).toBe(false);
  });

  it('without a grant is revoked by everything else', () => {
    const { grant_id: _, ...withoutGrant } = claims;
    expect(revocable(withoutGrant).map(({ kind }) => kind)).toEqual(['token', 'client', 'subject']);
    expect(isRevokedBy(revoked('grant', 'undefined', at(100)), withoutGrant)).toBe(false);
  });
});
