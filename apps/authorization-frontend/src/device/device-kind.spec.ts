import { deviceKind, deviceName } from './device-kind';

describe('deviceKind', () => {
  it.each([
    ['DemoTV/2.1', 'tv'],
    ['Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1', 'tv'],
    ['Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36', 'tv'],
    ['Mozilla/5.0 (Linux; Android 12; BRAVIA 4K UR2) AppleWebKit', 'tv'],
    ['AppleTV11,1/11.1', 'tv'],
    ['Roku/DVP-9.10', 'tv'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', 'phone'],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile', 'phone'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'computer'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'computer'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'computer'],
    ['acme-wallbox/1.4 (linux; armv7)', 'charger'],
    ['EVSE firmware 3', 'charger'],
    ['ESP32 HTTP Client/1.0', 'sensor'],
    ['smart-meter/2', 'sensor'],
    ['node', 'device'],
    ['curl/8.5.0', 'device'],
    ['Stvedore/1', 'device'],
    ['parameters/1', 'device'],
    ['', 'device'],
  ])('takes %j for a %s', (userAgent, kind) => {
    expect(deviceKind(userAgent)).toBe(kind);
  });

  it('is quick about a name that is meant to be slow', () => {
    const started = performance.now();
    deviceKind('tv'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('deviceName', () => {
  it('shows a short name as it is, and a long one cut', () => {
    expect(deviceName('  DemoTV/2.1\n(den) ')).toBe('DemoTV/2.1 (den)');
    expect(deviceName('a'.repeat(500))).toBe(`${'a'.repeat(79)}…`);
    expect(deviceName('')).toBe('');
  });
});
