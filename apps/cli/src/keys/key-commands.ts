import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { KeyService, SigningKeyState, type SigningKey } from '@latchkey/contracts';
import { Command } from 'commander';
import { withIssuer, type Terminal } from '../terminal';
import { table } from '../table';

const states: Record<SigningKeyState, string> = {
  [SigningKeyState.UNSPECIFIED]: 'unknown',
  [SigningKeyState.PUBLISHED]: 'published',
  [SigningKeyState.SIGNING]: 'signing',
  [SigningKeyState.RETIRED]: 'retired',
};

/** `latchkey keys`: the keys that access tokens are signed with. */
export function keyCommands(terminal: Terminal): Command {
  const keys = new Command('keys').description('Signing keys');
  keys
    .command('list')
    .description('shows the signing keys and where they stand, newest first')
    .action(() =>
      withIssuer(terminal, async (issuer) => {
        const { signingKeys } = await issuer.service(KeyService).listSigningKeys({});
        terminal.print(
          table(['KEY', 'ALGORITHM', 'STATE', 'PUBLISHED', 'SIGNS SINCE', 'RETIRED'], signingKeys.map(row)),
        );
      }),
    );
  keys
    .command('rotate')
    .description('publishes a new key, which signs as soon as everybody can verify with it')
    .option('--compromised', 'the key that signs now has leaked: refuse all that it signed, at once')
    .action(({ compromised = false }: { compromised?: boolean }) =>
      withIssuer(terminal, async (issuer) => {
        const { signingKey } = await issuer.service(KeyService).rotateSigningKey({ compromised });
        if (!signingKey) throw new Error('the issuer named no key');
        terminal.print(
          compromised
            ? `${signingKey.kid} signs now. Every token from before is refused.`
            : `${signingKey.kid} is published. See "latchkey keys list" for when it signs.`,
        );
      }),
    );
  return keys;
}

function row({ kid, algorithm, state, publishTime, signTime, retireTime }: SigningKey): string[] {
  return [kid, algorithm, states[state], time(publishTime), time(signTime), time(retireTime)];
}

function time(timestamp: Timestamp | undefined): string {
  return timestamp ? timestampDate(timestamp).toISOString().slice(0, 19) + 'Z' : '-';
}
