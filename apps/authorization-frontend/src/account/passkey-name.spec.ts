import { proposePasskeyName } from './passkey-name';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('proposePasskeyName', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36`, 'Windows, Chrome'],
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`, 'Windows, Edge'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Linux, Firefox'],
    [
      `Mozilla/5.0 (Linux; Android 16) ${webkit} SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36`,
      'Android, Samsung Internet',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1',
      'iPhone, Safari',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Safari/605.1', 'Mac, Safari'],
    ['<script>alert(1)</script>', 'Passkey'],
    ['', 'Passkey'],
  ])('proposes for %s the name %s', (userAgent, name) => {
    expect(proposePasskeyName(userAgent)).toBe(name);
  });
});
