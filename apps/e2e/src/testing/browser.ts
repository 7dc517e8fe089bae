import { chromium, type Browser } from 'playwright-core';

// The pages under test are our own; a sandbox needs rights that containers and root do not have.
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];

/**
 * Starts a headless Chromium that comes from npm, with the system libraries that it needs; or the one
 * that LATCHKEY_TEST_BROWSER names, on a machine that the packaged one is not for.
 */
export async function startBrowser(): Promise<Browser> {
  const named = process.env['LATCHKEY_TEST_BROWSER'];
  if (named) return chromium.launch({ executablePath: named });
  const { executablePath, environment } = await packagedChromium();
  return chromium.launch({ executablePath, args, env: environment });
}

async function packagedChromium() {
  // The package unpacks its libraries only when it believes to be on the platform that it was made for.
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME } = process.env;
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  const executablePath = await packaged.executablePath();
  const environment = { ...(process.env as Record<string, string>) };
  restore({ LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_LAMBDA_JS_RUNTIME });
  return { executablePath, environment };
}

/** Node processes that tests start must not load the browser's libraries. */
function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
