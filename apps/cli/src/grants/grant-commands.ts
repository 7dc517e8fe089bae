import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { GrantService, type Grant } from '@latchkey/contracts';
import { formatScope } from '@latchkey/oauth';
import { Command, InvalidArgumentError } from 'commander';
import { withIssuer, type Terminal } from '../terminal';
import { table } from '../table';

// A client may have very many grants.
const revocationDeadlineMilliseconds = 30_000;

/** `latchkey grants`: what users allowed. */
export function grantCommands(terminal: Terminal): Command {
  const grants = new Command('grants').description('What users allowed');
  grants
    .command('list')
    .description('shows the live grants of a user, newest first')
    .argument('<subject>', 'identifier of the user: the sub of their tokens')
    .action((subject: string) =>
      withIssuer(terminal, async (issuer) => {
        const service = issuer.service(GrantService);
        const rows: string[][] = [];
        let pageToken = '';
        do {
          const page = await service.listGrants({ subject, pageToken, pageSize: 100 });
          rows.push(...page.grants.map(row));
          pageToken = page.nextPageToken;
        } while (pageToken !== '');
        terminal.print(table(['GRANT', 'CLIENT', 'SCOPES', 'SINCE', 'LAST USED', 'KIND'], rows));
      }),
    );
  grants
    .command('revoke')
    .description('ends grants and every token issued from them, at every gateway at once')
    .addHelpText('after', '\nName what to revoke, for example: latchkey grants revoke client demo-web')
    .argument('<kind>', 'grant, client or subject', revocableKind)
    .argument('<identifier>', 'its identifier')
    .action((kind: RevocableKind, value: string) =>
      withIssuer(terminal, async (issuer) => {
        const { revokedGrants } = await issuer
          .service(GrantService)
          .revokeGrants(
            { revoked: { case: kind, value } },
            { deadlineMilliseconds: revocationDeadlineMilliseconds },
          );
        terminal.print(`Revoked. Grants that lived until now: ${revokedGrants}.`);
      }),
    );
  return grants;
}

const kinds = { grant: 'grantId', client: 'clientId', subject: 'subject' } as const;
type RevocableKind = (typeof kinds)[keyof typeof kinds];

function revocableKind(text: string): RevocableKind {
  if (Object.hasOwn(kinds, text)) return kinds[text as keyof typeof kinds];
  throw new InvalidArgumentError(`It is one of ${Object.keys(kinds).join(', ')}.`);
}

function row({ grantId, clientId, scopes, createTime, lastUseTime, device }: Grant): string[] {
  return [
    grantId,
    clientId,
    formatScope(scopes),
    day(createTime),
    day(lastUseTime),
    device ? 'device' : 'application',
  ];
}

function day(timestamp: Timestamp | undefined): string {
  return timestamp ? timestampDate(timestamp).toISOString().slice(0, 16).replace('T', ' ') : '-';
}
