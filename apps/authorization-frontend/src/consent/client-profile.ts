import type { ClientProfile, ClientService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { isStatus, type RpcClient } from '@latchkey/rpc';

/** What {@link getClientProfile} asks of the directory. */
export type ClientDirectory = Pick<RpcClient<typeof ClientService>, 'getClientProfile'>;

/**
 * Returns what people may know of a client that asks for something.
 *
 * @throws OAuthError `unauthorized_client` when it is no longer registered, or is disabled
 */
export async function getClientProfile(clients: ClientDirectory, clientId: string): Promise<ClientProfile> {
  const profile = await findClientProfile(clients, clientId);
  if (profile) return profile;
  throw new OAuthError('unauthorized_client', {
    description: 'the client is not registered any more, or is disabled: ask the operator of this server',
  });
}

/** Finds what people may know of a client; undefined when it is no longer registered, or is disabled. */
export async function findClientProfile(
  clients: ClientDirectory,
  clientId: string,
): Promise<ClientProfile | undefined> {
  try {
    const { clientProfile } = await clients.getClientProfile({ clientId });
    if (clientProfile) return clientProfile;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
  throw new Error('the directory sent no client');
}
