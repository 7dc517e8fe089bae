import { Person as Visitor } from '@latchkey/stack';
import { randomBytes } from 'node:crypto';
import { waitForLink } from './mailbox';
import type { Person } from './person';
import type { TestStack } from './test-stack';

/** Makes an account with a mailed link, without a browser; nobody is signed in with it then. */
export async function createAccount(stack: TestStack, name = 'Grace'): Promise<Person> {
  const email = `${name.toLowerCase()}-${randomBytes(4).toString('hex')}@example.com`;
  const password = `${randomBytes(12).toString('base64url')} horse`;
  const visitor = new Visitor();
  await visitor.open(`${stack.publicUrl}/sign-up`);
  await visitor.submit({ email });
  await visitor.open(await waitForLink(stack, email, /^Your account/));
  await visitor.submit({ name, password });
  return { email, password };
}
