import { Button, Facts, Form, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { AccessList } from '../scopes/access-list';
import type { HiddenOf } from './account-page';
import type { Connection } from './connections';
import { Moment } from './moment';

/** Shows the clients that somebody has allowed something, each with a button that takes it back. */
export function ConnectionSection(props: { connections: readonly Connection[]; hiddenOf: HiddenOf }) {
  const t = useMessages(pageMessages);
  return (
    <section class="stack">
      <h2>{t('account.allowed.title')}</h2>
      {props.connections.length === 0 && <p class="soft">{t('account.allowed.none')}</p>}
      {props.connections.map(({ clientId, clientName, access, since, lastUse, through }) => (
        <article class="stack-tight">
          <h3>{clientName}</h3>
          <AccessList access={access} level={4} />
          {access.length === 0 && <p class="soft">{t('account.allowed.nothing')}</p>}
          <Facts
            facts={[
              { term: t('account.allowed.kind'), value: t(`account.allowed.${through}`) },
              { term: t('account.since'), value: <Moment time={since} /> },
              { term: t('account.lastUse'), value: <Moment time={lastUse} /> },
            ]}
          />
          <Form action="/account/withdraw" hidden={props.hiddenOf('withdraw', clientId)}>
            <Button kind="secondary">{t('account.allowed.withdraw', { application: clientName })}</Button>
          </Form>
        </article>
      ))}
    </section>
  );
}
