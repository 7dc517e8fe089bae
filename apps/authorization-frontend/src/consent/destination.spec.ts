import { describeDestination } from './destination';

describe('describeDestination', () => {
  it.each([
    ['https://app.example.com/callback?a=b', 'app.example.com'],
    ['https://app.example.com:8443/callback', 'app.example.com:8443'],
    ['http://127.0.0.1:51004/callback', 'an application on this computer (127.0.0.1:51004)'],
    ['http://[::1]:51004/callback', 'an application on this computer ([::1]:51004)'],
    ['com.example.app:/callback', 'an application on this device (com.example.app)'],
    ['https://paypal.com.evil.example/', 'paypal.com.evil.example'],
    ['https://xn--pypal-4ve.com/', 'xn--pypal-4ve.com'],
  ])('says where %s leads', (redirectUri, destination) => {
    expect(describeDestination(redirectUri)).toBe(destination);
  });
});
