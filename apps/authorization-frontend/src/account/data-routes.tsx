import type { FastifyInstance } from 'fastify';
import { sendPage } from '../http/reply';
import type { AccountDeps } from './account-deps';
import { DataPage } from './data-page';
import { deletionRoutes } from './deletion-routes';
import { exportAccount } from './export-account';
import { accountPart } from './visit';

/** `/account/data`: somebody's data to take along, and the way to delete them. */
export function dataRoutes(server: FastifyInstance, deps: AccountDeps): void {
  const part = accountPart(server, deps, 'data');
  part.page('/account/data', async ({ reply, path }) => sendPage(reply, 200, <DataPage path={path} />));

  part.page('/account/data/download', async ({ reply, signedIn }) => {
    const day = deps.clock().toISOString().slice(0, 10);
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="account-${day}.json"`)
      .send(await exportAccount(deps, signedIn));
  });

  deletionRoutes(server, part, deps);
}
