import { join } from 'node:path';
import { demoCredentialsFile } from './credentials';
import type { Stack } from './stack';

/** What `npm start` prints when everything is ready: where to look, who to be, and what to try. */
export function banner(stack: Stack, stateDirectory: string, style: (text: string) => string): string {
  const { publicUrl, credentials } = stack;
  const secret = credentials.clients['demo-service']?.client_secret ?? '';
  const people = Object.entries(credentials.users).map(
    ([email, { password }]) => `  ${email.padEnd(20)} ${password}`,
  );
  return `
${style('Latchkey is ready')}  ${publicUrl}

${style('Demo people')} (e-mail, password)
${people.join('\n')}

${style('Demo clients')}
  demo-web             public, authorization code
  demo-service         confidential, client credentials; secret ${secret}
  demo-tv              public, device

${style('Try the three grants')}
  Client credentials:
    curl -u demo-service:${secret} -d grant_type=client_credentials ${publicUrl}/token/
  Device (then visit ${publicUrl}/device and sign in):
    curl -d client_id=demo-tv ${publicUrl}/device-authorization/
  Authorization code, in a browser (verifier "${exampleVerifier}"):
    ${publicUrl}/authorize/?response_type=code&client_id=demo-web&redirect_uri=http://127.0.0.1/callback&code_challenge=${exampleChallenge}&code_challenge_method=S256
  With the access token:
    curl -H "Authorization: Bearer ACCESS_TOKEN" ${publicUrl}/resource/

  All three at once, in another terminal: npm run demo
  A television in the terminal: npm run demo:device

${style('Look around')}
  GraphQL, with a console      ${publicUrl}/graphql/
  E-mails, kept not sent       ${publicUrl}/outbox (set LATCHKEY_SMTP_URL to send them)
  Signing keys and grants      npm run latchkey -- --help

${style('Files')}
  ${join(stateDirectory, demoCredentialsFile)}   these credentials
  ${join(stateDirectory, 'logs')}/   a log for each service

Ctrl-C stops everything and keeps the data.
`;
}

// The pair of RFC 7636 appendix B: for trying out alone.
const exampleVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const exampleChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
