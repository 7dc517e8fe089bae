import type { Session, User } from '@latchkey/contracts';
import { PartFrame, type PartFrameProps } from './account-frame';
import { ConnectionSection } from './connection-section';
import type { Connection } from './connections';
import { SessionSection } from './session-section';

/** What the buttons do, as the last segment of where they are posted to. */
export type AccessAction = 'withdraw' | 'end-session' | 'end-other-sessions';

/** Hidden fields of the button that does something to a client or a session. */
export type HiddenOf = (action: AccessAction, target: string) => Record<string, string | undefined>;

/** What the account page shows. */
export interface AccessPageProps extends Pick<PartFrameProps, 'done' | 'path'> {
  user: User;
  connections: readonly Connection[];
  sessions: readonly Session[];
  /** The session that the page is shown in. */
  ownSessionId: string;
  hiddenOf: HiddenOf;
  signOutHidden: Record<string, string | undefined>;
}

/** Shows somebody what they allowed, and where they are signed in. */
export function AccessPage(props: AccessPageProps) {
  const { user, connections, sessions, ownSessionId, done, path, hiddenOf, signOutHidden } = props;
  return (
    <PartFrame part="access" done={done} path={path}>
      <p>{user.name ? `${user.name}, ${user.email}` : user.email}</p>
      <ConnectionSection connections={connections} hiddenOf={hiddenOf} />
      <SessionSection
        sessions={sessions}
        ownSessionId={ownSessionId}
        hiddenOf={hiddenOf}
        signOutHidden={signOutHidden}
      />
    </PartFrame>
  );
}
