import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Session } from '@latchkey/contracts';
import { Button, Facts, Form, useMessages } from '@latchkey/ui';
import { deviceKind } from '../device/device-kind';
import { pageMessages } from '../messages';
import type { HiddenOf } from './account-page';
import { Moment } from './moment';

/** What the list of sessions shows. */
export interface SessionSectionProps {
  sessions: readonly Session[];
  ownSessionId: string;
  hiddenOf: HiddenOf;
  signOutHidden: Record<string, string | undefined>;
}

/** Shows where somebody is signed in, this browser first, with buttons that end it. */
export function SessionSection({ sessions, ownSessionId, hiddenOf, signOutHidden }: SessionSectionProps) {
  const t = useMessages(pageMessages);
  const own = sessions.filter(({ sessionId }) => sessionId === ownSessionId);
  const others = sessions.filter(({ sessionId }) => sessionId !== ownSessionId);
  return (
    <section class="stack">
      <h2>{t('account.sessions.title')}</h2>
      {own.map((session) => (
        <article class="stack-tight">
          <h3>{t('account.sessions.here')}</h3>
          <SessionFacts session={session} />
          <Form action="/sign-out" hidden={signOutHidden}>
            <Button kind="secondary">{t('account.sessions.signOut')}</Button>
          </Form>
        </article>
      ))}
      {others.map((session) => (
        <article class="stack-tight">
          <h3>{t(`device.kinds.${deviceKind(session.userAgent)}`)}</h3>
          <SessionFacts session={session} />
          <Form action="/account/end-session" hidden={hiddenOf('end-session', session.sessionId)}>
            <Button kind="secondary">{t('account.sessions.end')}</Button>
          </Form>
        </article>
      ))}
      {others.length > 0 && (
        <Form action="/account/end-other-sessions" hidden={hiddenOf('end-other-sessions', ownSessionId)}>
          <Button>{t('account.sessions.endOthers')}</Button>
        </Form>
      )}
    </section>
  );
}

function SessionFacts({
  session: { remoteAddress, authTime, lastUseTime, userAgent },
}: {
  session: Session;
}) {
  const t = useMessages(pageMessages);
  return (
    <Facts
      facts={[
        { term: t('device.confirm.kind'), value: t(`device.kinds.${deviceKind(userAgent)}`) },
        { term: t('account.sessions.address'), value: remoteAddress || t('device.confirm.unknown') },
        { term: t('account.sessions.since'), value: <Moment time={authTime && timestampDate(authTime)} /> },
        { term: t('account.lastUse'), value: <Moment time={lastUseTime && timestampDate(lastUseTime)} /> },
      ]}
    />
  );
}
