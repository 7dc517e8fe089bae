import { create } from '@bufbuild/protobuf';
import { ListCredentialsResponseSchema } from '@latchkey/contracts';
import { lackOfFactors } from './waiting-request';

const mfa = 'https://refeds.org/profile/mfa';
const none = create(ListCredentialsResponseSchema);
const totp = create(ListCredentialsResponseSchema, { totpCreateTime: { seconds: 1n } });
const passkey = create(ListCredentialsResponseSchema, { passkeys: [{ passkeyId: 'a' }] });

describe('lackOfFactors', () => {
  it.each([
    ['several factors of a password alone', [mfa], none, 'wanted'],
    ['several factors of an application', [mfa], totp, undefined],
    ['several factors of a passkey', [mfa], passkey, undefined],
    ['what cannot be phished of a password alone', ['phr'], none, 'passkeyWanted'],
    ['what cannot be phished of an application', ['phr'], totp, 'passkeyWanted'],
    ['what cannot be phished of a passkey', ['phr'], passkey, undefined],
    ['either of an application', ['phr', mfa], totp, undefined],
  ])('knows what is missing for %s', (_what, acrValues, credentials, lack) => {
    expect(lackOfFactors({ acrValues }, credentials)).toBe(lack);
  });
});
