import { redirectUris } from './open-consent';
import { TestBrowser } from './test-browser';
import { ada, type TestServer } from './test-server';

/** A browser in which Ada is signed in, in front of requests of a client. */
export async function openRequests(test: TestServer) {
  const browser = new TestBrowser(test.server);
  await browser.signIn(ada);
  /** Where a request leads at once. */
  const open = (changes: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: redirectUris['demo-web'],
      scope: 'flex:read',
      ...changes,
    });
    return browser.get(`/authorize/?${query}`);
  };
  /** Where it leads in the end, without a press of any button. */
  const visit = async (changes: Record<string, string> = {}) => browser.follow(await open(changes));
  /** Lets time pass. */
  const wait = (seconds: number) => {
    test.time.now = new Date(test.time.now.getTime() + seconds * 1_000);
  };
  return { ...test, browser, open, visit, wait };
}
