import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuthorizationRequestSchema, UserSchema } from '@latchkey/contracts';
import { lackOf, type AskedSignIn } from './lack-of';

const noon = timestampFromDate(new Date('2030-01-01T12:00:00Z'));
const user = create(UserSchema, { email: 'ada@example.com' });
const [sfa, mfa, phr] = ['https://refeds.org/profile/sfa', 'https://refeds.org/profile/mfa', 'phr'];
const lack = (asked: Partial<AskedSignIn>, signedIn = {}, isChosen = false) =>
  lackOf(
    create(AuthorizationRequestSchema, asked),
    { user, authTime: noon, acr: sfa, ...signedIn },
    isChosen,
  );

describe('a sign-in', () => {
  it('will do for a request that asks nothing of it', () => {
    expect(lack({})).toBeUndefined();
  });

  it('is too old when it is older than the moment that a request asks for, by a millisecond', () => {
    const since = (iso: string) => ({ authenticatedSince: timestampFromDate(new Date(iso)) });
    expect(lack(since('2030-01-01T12:00:00Z'))).toBeUndefined();
    expect(lack(since('2030-01-01T12:00:00.001Z'))).toBe('sign-in');
  });

  it.each([
    [sfa, [mfa], 'second-factor'],
    [mfa, [mfa], undefined],
    [phr, [mfa], undefined],
    [mfa, [phr], 'second-factor'],
    [mfa, [phr, mfa], undefined],
    ['', [sfa], 'second-factor'],
  ])('of class %s lacks for %j: %s', (acr, acrValues, expected) => {
    expect(lack({ acrValues }, { acr })).toBe(expected);
  });

  it.each([
    ['another address', 'grace@example.com', 'choice'],
    ['the same address', 'ada@example.com', undefined],
    ['the same address in capitals', 'ADA@Example.COM', undefined],
    ['what is no address', 'ada', undefined],
    ['nothing', '', undefined],
  ])('with a hint at %s', (_what, loginHint, expected) => {
    expect(lack({ loginHint })).toBe(expected);
    expect(lack({ loginHint }, {}, true)).toBeUndefined();
  });

  it('is a matter of choice with select_account, until somebody has chosen', () => {
    expect(lack({ prompts: ['consent', 'select_account'] })).toBe('choice');
    expect(lack({ prompts: ['select_account'] }, {}, true)).toBeUndefined();
  });

  it('is asked for anew before anything else, and for a second factor last', () => {
    const all = { prompts: ['select_account'], acrValues: [phr] };
    const later = timestampFromDate(new Date('2030-01-01T12:00:01Z'));
    expect(lack({ ...all, authenticatedSince: later })).toBe('sign-in');
    expect(lack(all)).toBe('choice');
    expect(lack(all, {}, true)).toBe('second-factor');
  });
});
