import { renderUnicodeCompact } from 'uqr';
import type { Codes } from './codes';

/** What a device shows while it waits: words on the left, the QR code on the right. */
export function codeScreen({
  userCode,
  verificationUri,
  verificationUriComplete,
}: Pick<Codes, 'userCode' | 'verificationUri' | 'verificationUriComplete'>): string {
  const words = [
    'Using a browser on another device, visit:',
    verificationUri,
    '',
    'And enter the code:',
    userCode,
  ].map(printable);
  if (verificationUriComplete === undefined) return words.map((line) => `    ${line}`).join('\n');
  const picture = renderUnicodeCompact(verificationUriComplete, { border: 1 }).split('\n');
  const top = Math.max(0, Math.floor((picture.length - words.length) / 2));
  return picture.map((line, row) => `    ${(words[row - top] ?? '').padEnd(44)}${line}`).join('\n');
}

/** The energy devices and what comes next, as lines of a table. */
export function dataScreen({ devices, next_dispatch: next }: Record<string, unknown>): string[] {
  const rows = (Array.isArray(devices) ? devices : []).filter(isRecord).map(deviceRow);
  const dispatch = isRecord(next)
    ? `Next: ${text(next['kind'])} ${text(next['action'])} at ${text(next['start_time'])}, ${text(next['energy_kwh'])} kWh`
    : 'Nothing is planned.';
  return [...(rows.length > 0 ? rows : ['No energy device is connected.']), '', dispatch];
}

function deviceRow(device: Record<string, unknown>): string {
  const charge = device['state_of_charge_percent'];
  const temperature = device['indoor_temperature_celsius'];
  return [
    text(device['name'] ?? device['kind'])
      .slice(0, 28)
      .padEnd(28),
    text(device['status']).slice(0, 14).padEnd(14),
    `${text(device['power_kw'])} kW`.padStart(10),
    charge === undefined ? '' : `${text(charge)} %`.padStart(9),
    temperature === undefined ? '' : `${text(temperature)} °C`.padStart(9),
  ]
    .join(' ')
    .trimEnd();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return printable(value === undefined || value === null ? '' : String(value));
}

/** What a server says must not steer the terminal. */
function printable(line: string): string {
  return line.replace(/\p{C}/gu, '');
}

/** Draws lines over the ones drawn before, where the output is a terminal; below them elsewhere. */
export function createCanvas(output: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>): (lines: string[]) => void {
  let drawn = 0;
  return (lines) => {
    const over = output.isTTY && drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '';
    output.write(`${over}${lines.map((line) => `  ${line}\n`).join('')}`);
    drawn = lines.length;
  };
}
