import type { Session, User } from '@latchkey/contracts';
import { Card, CardHeader, Notice, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { ConnectionSection } from './connection-section';
import type { Connection } from './connections';
import { SessionSection } from './session-section';

/** What somebody may just have done. */
export const doneThings = ['withdrawn', 'ended', 'othersEnded'] as const;

/** One of {@link doneThings}. */
export type Done = (typeof doneThings)[number];

/** What the buttons do, as the last segment of where they are posted to. */
export type AccountAction = 'withdraw' | 'end-session' | 'end-other-sessions';

/** Hidden fields of the button that does something to a client or a session. */
export type HiddenOf = (action: AccountAction, target: string) => Record<string, string | undefined>;

/** What the account page shows. */
export interface AccountPageProps {
  user: User;
  connections: readonly Connection[];
  sessions: readonly Session[];
  /** The session that the page is shown in. */
  ownSessionId: string;
  /** Confirmed above everything else. */
  done: Done | undefined;
  hiddenOf: HiddenOf;
  signOutHidden: Record<string, string | undefined>;
}

/** Shows somebody what they allowed, and where they are signed in. */
export function AccountPage(props: AccountPageProps) {
  const { user, connections, sessions, ownSessionId, done, hiddenOf, signOutHidden } = props;
  const t = useMessages(pageMessages);
  return (
    <Page title={t('account.title')} layout="flow">
      <Card>
        <CardHeader title={t('account.title')} lead={t('account.lead')} />
        {done && (
          <div role="status">
            <Notice>
              <p>{t(`account.done.${done}`)}</p>
            </Notice>
          </div>
        )}
        <p>{user.name ? `${user.name}, ${user.email}` : user.email}</p>
        <ConnectionSection connections={connections} hiddenOf={hiddenOf} />
        <SessionSection
          sessions={sessions}
          ownSessionId={ownSessionId}
          hiddenOf={hiddenOf}
          signOutHidden={signOutHidden}
        />
      </Card>
    </Page>
  );
}
