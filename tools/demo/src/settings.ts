import type { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the demo goes, and as whom. */
export interface DemoSettings {
  issuer: string;
  user: { email: string; password: string };
  clientSecret: string;
}

/** Reads what `npm start` left in the state folder. */
export async function demoSettings(read: typeof readFile): Promise<DemoSettings> {
  const file = join(process.env['LATCHKEY_STATE_DIRECTORY'] || '.latchkey', 'demo-credentials.json');
  const text = await read(file, 'utf8').catch(() => {
    throw new Error(`${file} is not there: start Latchkey first, with npm start.`);
  });
  const { issuer, users, clients } = JSON.parse(text) as {
    issuer: string;
    users: Record<string, { password: string }>;
    clients: Record<string, { client_secret: string }>;
  };
  const email = 'ada@example.com';
  const password = users[email]?.password;
  const clientSecret = clients['demo-service']?.client_secret;
  if (!password || !clientSecret)
    throw new Error(`${file} lacks ${email} or demo-service: remove it and run npm start.`);
  return { issuer, user: { email, password }, clientSecret };
}
