import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Session } from '@latchkey/contracts';
import { Button, Facts, Form, formatRegion, useMessages, useShell } from '@latchkey/ui';
import { deviceKind } from '../device/device-kind';
import { pageMessages } from '../messages';
import type { HiddenOf } from './access-page';
import { accountMessages } from './messages';
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
  const t = useMessages(accountMessages);
  const words = useMessages(pageMessages);
  const own = sessions.filter(({ sessionId }) => sessionId === ownSessionId);
  const others = sessions.filter(({ sessionId }) => sessionId !== ownSessionId);
  return (
    <section class="stack">
      <h2>{t('sessions.title')}</h2>
      {own.map((session) => (
        <article class="stack-tight">
          <h3>{t('sessions.here')}</h3>
          <SessionFacts session={session} isOwn />
          <Form action="/sign-out" hidden={signOutHidden}>
            <Button kind="secondary">{t('sessions.signOut')}</Button>
          </Form>
        </article>
      ))}
      {others.map((session) => (
        <article class="stack-tight">
          <h3>{words(`device.kinds.${deviceKind(session.userAgent)}`)}</h3>
          <SessionFacts session={session} />
          <Form action="/account/end-session" hidden={hiddenOf('end-session', session.sessionId)}>
            <Button kind="secondary">{t('sessions.end')}</Button>
          </Form>
        </article>
      ))}
      {others.length > 0 && (
        <Form action="/account/end-other-sessions" hidden={hiddenOf('end-other-sessions', ownSessionId)}>
          <Button>{t('sessions.endOthers')}</Button>
        </Form>
      )}
    </section>
  );
}

/** The kind of another browser is the heading over its facts. */
function SessionFacts({ session, isOwn = false }: { session: Session; isOwn?: boolean }) {
  const { remoteAddress, region, authTime, lastUseTime, userAgent } = session;
  const t = useMessages(accountMessages);
  const words = useMessages(pageMessages);
  const { language } = useShell();
  return (
    <Facts
      facts={[
        ...(isOwn
          ? [{ term: words('device.confirm.kind'), value: words(`device.kinds.${deviceKind(userAgent)}`) }]
          : []),
        ...(region ? [{ term: t('sessions.region'), value: formatRegion(language, region) }] : []),
        { term: t('sessions.address'), value: remoteAddress || words('device.confirm.unknown') },
        { term: t('sessions.since'), value: <Moment time={authTime && timestampDate(authTime)} /> },
        { term: t('lastUse'), value: <Moment time={lastUseTime && timestampDate(lastUseTime)} /> },
      ]}
    />
  );
}
