import { readFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import { authorizationCodeDemo } from './authorization-code-demo';
import { clientCredentialsDemo } from './client-credentials-demo';
import { deviceDemo } from './device-demo';
import { demoSettings, type DemoSettings } from './settings';

/** Tells the person at the terminal what happens. */
export interface Narrator {
  /** A grant begins. */
  heading(text: string): void;
  /** Something was done; `detail` is what came back. */
  step(text: string, detail?: string): void;
}

const colour = (format: 'bold' | 'green' | 'dim', text: string) =>
  process.stdout.isTTY ? styleText(format, text) : text;
const narrator: Narrator = {
  heading: (text) => process.stdout.write(`\n${colour('bold', text)}\n`),
  step: (text, detail) =>
    process.stdout.write(`  ${colour('green', '✓')} ${text}${detail ? `  ${colour('dim', detail)}` : ''}\n`),
};

try {
  const settings: DemoSettings = await demoSettings(readFile);
  await fetch(`${settings.issuer}/.well-known/oauth-authorization-server`).catch(() => {
    throw new Error(`Nothing answers at ${settings.issuer}: start Latchkey first, with npm start.`);
  });
  for (const demo of [clientCredentialsDemo, authorizationCodeDemo, deviceDemo])
    await demo(settings, narrator);
  process.stdout.write('\nAll three grants work.\n');
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  process.exitCode = 1;
}
