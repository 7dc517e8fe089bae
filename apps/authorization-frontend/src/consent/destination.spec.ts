import { applicationAddress, destinationOf } from './destination';

describe('destinationOf', () => {
  it.each([
    ['https://app.example.com/callback?a=b', { kind: 'web', host: 'app.example.com' }],
    ['https://app.example.com:8443/callback', { kind: 'web', host: 'app.example.com:8443' }],
    ['http://127.0.0.1:51004/callback', { kind: 'loopback', host: '127.0.0.1:51004' }],
    ['http://[::1]:51004/callback', { kind: 'loopback', host: '[::1]:51004' }],
    ['com.example.app:/callback', { kind: 'privateUse', scheme: 'com.example.app' }],
    ['https://paypal.com.evil.example/', { kind: 'web', host: 'paypal.com.evil.example' }],
    ['https://xn--pypal-4ve.com/', { kind: 'web', host: 'xn--pypal-4ve.com' }],
  ])('says where %s leads', (redirectUri, destination) => {
    expect(destinationOf(redirectUri)).toEqual(destination);
  });
});

describe('applicationAddress', () => {
  it.each([
    ['https://app.example.com:8443/callback?a=b', 'https://app.example.com:8443/'],
    ['http://127.0.0.1:51004/callback', undefined],
    ['com.example.app:/callback', undefined],
    ['javascript:alert(1)', undefined],
  ])('links back from %s to %s', (redirectUri, address) => {
    expect(applicationAddress(redirectUri)).toBe(address);
  });
});
