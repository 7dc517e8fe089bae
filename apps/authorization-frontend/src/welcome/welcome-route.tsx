import type { ProtectedResource, ResourceService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import { sendPage } from '../http/reply';
import { WelcomePage } from './welcome-page';

/** What the welcome page needs. */
export interface WelcomeDeps {
  publicUrl: string;
  contact: string;
  logger: Logger;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
}

/** `GET /`: the welcome page. It is the same for everybody, and stands when the directory is away. */
export function welcomeRoute(server: FastifyInstance, deps: WelcomeDeps): void {
  const { publicUrl, contact } = deps;
  server.get('/', async (_request, reply) => {
    const resources = await listResources(deps);
    if (resources) reply.header('cache-control', 'public, max-age=60');
    return sendPage(
      reply,
      200,
      <WelcomePage publicUrl={publicUrl} contact={contact} resources={resources} />,
    );
  });
}

async function listResources({ resources, logger }: WelcomeDeps): Promise<ProtectedResource[] | undefined> {
  try {
    return (await resources.listResources({}, { deadlineMilliseconds: 1_000 })).resources;
  } catch (error) {
    logger.warn({ error }, 'the welcome page goes without its list of resources');
    return undefined;
  }
}
