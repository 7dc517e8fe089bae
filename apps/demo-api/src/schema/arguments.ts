import { Refusal } from '../graphql/refusal';

/** A part of a list that was asked for. */
export interface PageArguments {
  first: number;
  after?: string | null;
}

const mostOfAPage = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Checks which part of a list was asked for.
 *
 * @throws Refusal when it is too large, or begins after what is no id
 */
export function checkPage<Page extends PageArguments>(page: Page): Page {
  checkNumber('first', page.first, 1, mostOfAPage);
  if (isGiven(page.after) && !isId(page.after)) {
    throw new Refusal('BAD_USER_INPUT', 'after must be the id of the last entry that you have');
  }
  return page;
}

/**
 * Checks that a number is within bounds, both included.
 *
 * @throws Refusal that names it
 */
export function checkNumber(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new Refusal('BAD_USER_INPUT', `${name} must be from ${least} to ${most}`);
}

/** Whether an argument was given, and not as null. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

/** Whether a text can be the id of anything here: if not, there is no such thing. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
