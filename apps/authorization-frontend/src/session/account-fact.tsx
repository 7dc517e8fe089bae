import type { User } from '@latchkey/contracts';
import { Button, Form, type Fact } from '@latchkey/ui';
import { accountMessages as words } from './messages';

/** Says who is signed in, with a way out for somebody else. */
export function accountFact(user: User, signOutHidden: Record<string, string | undefined>): Fact {
  const value = (
    <div class="beside">
      <span>{user.name ? `${user.name}, ${user.email}` : user.email}</span>
      <Form action="/sign-out" hidden={signOutHidden}>
        <Button kind="link">{words.switchAccount}</Button>
      </Form>
    </div>
  );
  return { term: words.signedInAs, value };
}
