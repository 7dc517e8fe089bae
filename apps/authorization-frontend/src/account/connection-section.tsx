import { Button, Facts, Form, useMessages } from '@latchkey/ui';
import { AccessList } from '../scopes/access-list';
import type { HiddenOf } from './access-page';
import type { Connection } from './connections';
import { accountMessages } from './messages';
import { Moment } from './moment';

/** Shows the clients that somebody has allowed something, each with a button that takes it back. */
export function ConnectionSection(props: { connections: readonly Connection[]; hiddenOf: HiddenOf }) {
  const t = useMessages(accountMessages);
  return (
    <section class="stack">
      <h2>{t('allowed.title')}</h2>
      {props.connections.length === 0 && <p class="soft">{t('allowed.none')}</p>}
      {props.connections.map(({ clientId, clientName, access, since, lastUse, through }) => (
        <article class="stack-tight">
          <h3>{clientName}</h3>
          <AccessList access={access} level={4} />
          {access.length === 0 && <p class="soft">{t('allowed.nothing')}</p>}
          <Facts
            facts={[
              { term: t('allowed.kind'), value: t(`allowed.${through}`) },
              { term: t('since'), value: <Moment time={since} /> },
              { term: t('lastUse'), value: <Moment time={lastUse} /> },
            ]}
          />
          <Form action="/account/withdraw" hidden={props.hiddenOf('withdraw', clientId)}>
            <Button kind="secondary">{t('allowed.withdraw', { application: clientName })}</Button>
          </Form>
        </article>
      ))}
    </section>
  );
}
