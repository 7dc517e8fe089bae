import { after } from '../testing/authorizations';
import { createRecentPolls } from './recent-polls';

describe('createRecentPolls', () => {
  it('says when the poll before came, of each device by itself', () => {
    const polls = createRecentPolls();
    expect(polls.begin('one', after(0))()).toBeUndefined();
    expect(polls.begin('other', after(1))()).toBeUndefined();
    expect(polls.begin('one', after(5))()).toEqual(after(0));
    expect(polls.begin('one', after(6))()).toEqual(after(5));
    expect(polls.begin('other', after(7))()).toEqual(after(1));
  });

  it('counts a poll once, however often its rule runs', () => {
    const polls = createRecentPolls();
    polls.begin('one', after(0))();
    const previous = polls.begin('one', after(5));
    expect([previous(), previous()]).toEqual([after(0), after(0)]);
  });

  it('knows nothing of a poll that was never judged', () => {
    const polls = createRecentPolls();
    polls.begin('one', after(0));
    expect(polls.begin('one', after(1))()).toBeUndefined();
  });

  it('forgets rather than grows, and never takes one device for another', () => {
    const polls = createRecentPolls(16);
    for (let device = 0; device < 10_000; device += 1) {
      expect(polls.begin(`device-${device}`, after(0))()).toBeUndefined();
    }
  });
});
