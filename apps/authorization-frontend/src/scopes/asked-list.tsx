import type { ProtectedResource } from '@latchkey/contracts';
import { Checkbox, Choices, useMessages, useShell } from '@latchkey/ui';
import { offerField, scopeField, type AccessRequest, type AskedAccess } from '../consent/asked-access';
import { pageMessages } from '../messages';
import { AccessList } from './access-list';
import { describeScopes } from './describe-scopes';

/** What a page puts to somebody. */
export interface AskedListProps {
  request: AccessRequest;
  asked: AskedAccess;
  registry: readonly ProtectedResource[];
}

/** Lists what comes with a yes, and what was allowed before. */
export function AskedList({ request: { resources }, asked, registry }: AskedListProps) {
  const t = useMessages(pageMessages);
  const { language } = useShell();
  return (
    <>
      <AccessList access={describeScopes({ scopes: asked.required, resources }, registry, language)} />
      {asked.before.length > 0 && (
        <section class="stack-tight">
          <h2 class="list-heading">{t('consent.before')}</h2>
          <AccessList
            access={describeScopes({ scopes: asked.before, resources }, registry, language)}
            level={3}
          />
        </section>
      )}
    </>
  );
}

/** The choices inside the form: each scope that may be left out, with a tick. */
export function OptionalScopes({ request: { resources }, asked: { optional }, registry }: AskedListProps) {
  const t = useMessages(pageMessages);
  const { language } = useShell();
  if (optional.length === 0) return null;
  return (
    <Choices legend={t('consent.optional')}>
      {optional.map((scope) => (
        <>
          <input type="hidden" name={offerField(scope)} value="yes" />
          <Checkbox
            name={scopeField(scope)}
            label={describeScopes({ scopes: [scope], resources }, registry, language)
              .map(({ resourceName, permissions }) => `${resourceName}: ${permissions.join(', ')}`)
              .join('; ')}
          />
        </>
      ))}
    </Choices>
  );
}
