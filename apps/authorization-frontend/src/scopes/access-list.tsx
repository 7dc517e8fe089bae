import { TickList } from '@latchkey/ui';
import type { DescribedAccess } from './describe-scopes';

/** Lists what an application asks for, resource by resource, under headings of this level. */
export function AccessList({ access, level = 2 }: { access: readonly DescribedAccess[]; level?: 2 | 3 | 4 }) {
  const Heading = `h${level}` as const;
  return (
    <>
      {access.map(({ resourceName, permissions }) => (
        <div class="stack-tight">
          {resourceName && <Heading class="list-heading">{resourceName}</Heading>}
          <TickList items={permissions} />
        </div>
      ))}
    </>
  );
}
