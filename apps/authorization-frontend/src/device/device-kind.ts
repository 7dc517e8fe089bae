/** What sort of thing a device is, as far as it says. */
export type DeviceKind = 'tv' | 'phone' | 'computer' | 'charger' | 'sensor' | 'device';

// In this order: a television may run on Android, and a charger on Linux.
const patterns: readonly [DeviceKind, RegExp][] = [
  ['charger', /charger|wallbox|charging|evse|ocpp/i],
  ['sensor', /sensor|meter\b|thermostat|esp32|esp8266|zigbee|lora/i],
  [
    'tv',
    /(?<![a-z])(?:smart|apple|google|android|fire)?tv(?![a-z])|tv\/|television|bravia|web0s|webos|tizen|roku|netcast|chromecast|crkey|hbbtv|\baft[a-z]+\b/i,
  ],
  ['phone', /iphone|ipad|android|mobile|phone|tablet/i],
  ['computer', /windows nt|macintosh|mac os x|\bx11\b|\bcros\b|linux|darwin/i],
];

/** Guesses what kind of device it is from what it calls itself. It may lie: this helps to recognize it, and proves nothing. */
export function deviceKind(userAgent: string): DeviceKind {
  return patterns.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'device';
}

const maximumNameLength = 80;

/** What a device calls itself, short enough to read. */
export function deviceName(userAgent: string): string {
  const name = userAgent.replaceAll(/\s+/g, ' ').trim();
  return name.length > maximumNameLength ? `${name.slice(0, maximumNameLength - 1).trimEnd()}…` : name;
}
