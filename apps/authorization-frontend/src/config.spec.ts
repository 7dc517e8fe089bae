import { configSchema } from './config';

const valid = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
  LATCHKEY_PUBLIC_URL: 'https://auth.example.com',
  LATCHKEY_CONTACT: 'mailto:oauth@example.com',
  LATCHKEY_ISSUER_TARGET: 'issuer:9102',
  LATCHKEY_DEVICE_TARGET: 'device:9103',
  LATCHKEY_DIRECTORY_TARGET: 'directory:9101',
};

describe('configSchema', () => {
  it('listens on the loopback address unless told otherwise', () => {
    const { LATCHKEY_HTTP_HOST, LATCHKEY_HTTP_PORT } = configSchema.parse(valid);
    expect({ LATCHKEY_HTTP_HOST, LATCHKEY_HTTP_PORT }).toEqual({
      LATCHKEY_HTTP_HOST: '127.0.0.1',
      LATCHKEY_HTTP_PORT: 9001,
    });
  });

  it('has a look of its own unless told otherwise', () => {
    expect(configSchema.parse(valid)).toMatchObject({
      LATCHKEY_BRAND_NAME: 'Latchkey',
      LATCHKEY_BRAND_ACCENT: '#0e5f55',
    });
    expect(configSchema.parse(valid).LATCHKEY_BRAND_LOGO_FILE).toBeUndefined();
  });

  it.each([
    ['#1d4ed8', undefined],
    ['blue', 'must be a colour such as #0e5f55'],
    [
      '#ffcc00',
      expect.stringMatching(/^must be darker: .* contrast of 1\.3:1, and WCAG 2\.2 AA asks for 4\.5:1$/),
    ],
  ])('takes the colour %s if it can be read', (accent, message) => {
    const result = configSchema.safeParse({ ...valid, LATCHKEY_BRAND_ACCENT: accent });
    expect(result.error?.issues).toEqual(
      message && [expect.objectContaining({ path: ['LATCHKEY_BRAND_ACCENT'], message })],
    );
  });

  it.each([
    'mailto:oauth@example.com',
    'mailto:a@example.com?cc=b@example.com',
    'https://example.com/contact',
  ])('takes %s as the contact', (contact) => {
    expect(configSchema.parse({ ...valid, LATCHKEY_CONTACT: contact }).LATCHKEY_CONTACT).toBe(contact);
  });

  it.each(['javascript:alert(1)', 'http://example.com/contact', 'oauth@example.com', 'mailto:', '/contact'])(
    'refuses %s as the contact',
    (contact) => {
      const result = configSchema.safeParse({ ...valid, LATCHKEY_CONTACT: contact });
      expect(result.error?.issues).toEqual([
        expect.objectContaining({
          path: ['LATCHKEY_CONTACT'],
          message: 'must be an address such as mailto:oauth@example.com or https://example.com/contact',
        }),
      ]);
    },
  );
});
