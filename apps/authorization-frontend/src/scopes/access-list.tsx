import { TickList } from '@latchkey/ui';
import type { DescribedAccess } from './describe-scopes';

/** Lists what an application asks for, resource by resource. */
export function AccessList({ access }: { access: readonly DescribedAccess[] }) {
  return (
    <>
      {access.map(({ resourceName, permissions }) => (
        <div class="stack-tight">
          {resourceName && <h2 class="list-heading">{resourceName}</h2>}
          <TickList items={permissions} />
        </div>
      ))}
    </>
  );
}
