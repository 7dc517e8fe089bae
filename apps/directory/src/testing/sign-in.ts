import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AuthenticationService,
  SessionService,
  type CreateSessionRequestSchema,
  type CreateSessionResponse,
} from '@latchkey/contracts';
import type { TestDirectory } from './test-directory';

/** Signs a user in who has a password alone, and returns the session. */
export async function signIn(
  directory: TestDirectory,
  credentials: { email: string; password: string },
  browser: MessageInitShape<typeof CreateSessionRequestSchema> = {},
): Promise<CreateSessionResponse> {
  const remoteAddress = '203.0.113.7';
  const authenticating = await directory.as('authorization-frontend', AuthenticationService);
  const { authentication } = await authenticating.authenticateWithPassword({ ...credentials, remoteAddress });
  const sessions = await directory.as('authorization-frontend', SessionService);
  return sessions.createSession({
    authenticationToken: authentication?.authenticationToken ?? '',
    remoteAddress,
    userAgent: 'Browser/1',
    ...browser,
  });
}
