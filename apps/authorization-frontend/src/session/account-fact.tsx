import type { User } from '@latchkey/contracts';
import { Button, Form, type Fact, type Translate } from '@latchkey/ui';
import type { PageMessages } from '../messages';

/** Says who is signed in, with a way out for somebody else. */
export function accountFact(
  t: Translate<PageMessages>,
  user: User,
  signOutHidden: Record<string, string | undefined>,
): Fact {
  const value = (
    <div class="beside">
      <span>{user.name ? `${user.name}, ${user.email}` : user.email}</span>
      <Form action="/sign-out" hidden={signOutHidden}>
        <Button kind="link">{t('account.switchAccount')}</Button>
      </Form>
    </div>
  );
  return { term: t('account.signedInAs'), value };
}
