import { readFile } from 'node:fs/promises';
import { authorizationCodeDemo } from './authorization-code-demo';
import { clientCredentialsDemo } from './client-credentials-demo';
import { deviceDemo } from './device-demo';
import { deviceTerminal } from './device/terminal';
import { narrator } from './narrator';
import { demoSettings, type DemoSettings } from './settings';

const demos: Record<string, (settings: DemoSettings) => Promise<void>> = {
  grants: async (settings) => {
    for (const demo of [clientCredentialsDemo, authorizationCodeDemo, deviceDemo])
      await demo(settings, narrator);
    process.stdout.write('\nAll three grants work.\n');
  },
  device: async ({ issuer }) => {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
    await deviceTerminal(issuer, narrator, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
      process.stdout.write('\n');
    });
  },
};

try {
  const [name = 'grants'] = process.argv.slice(2);
  const demo = demos[name];
  if (!demo) throw new Error(`There is no demo "${name}". There are: ${Object.keys(demos).join(', ')}.`);
  const settings = await demoSettings(readFile);
  await fetch(`${settings.issuer}/.well-known/oauth-authorization-server`).catch(() => {
    throw new Error(`Nothing answers at ${settings.issuer}: start Latchkey first, with npm start.`);
  });
  await demo(settings);
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  process.exitCode = 1;
}
