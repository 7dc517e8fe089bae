import { addPasskey, createAccountTest, setUpAuthenticator } from '../testing/account-test';
import { ada } from '../testing/test-server';

const path = '/account/authenticator';
const secretOf = (body: string) => /<code class="secret">([^<]*)<\/code>/.exec(body)?.[1];

describe(path, () => {
  it('shows the secret as a picture with a text, as a link, and in groups to type', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get(path);
    expect(body).toContain('role="img" aria-label="QR code for your authenticator app');
    expect(body).toContain('href="otpauth://totp/Latchkey:ada%40example.com?secret=');
    expect(secretOf(body)).toMatch(/^JBSW Y3DP EHPK 3PXP [A-H]$/);
    expect(body).toContain('autocomplete="one-time-code"');
    expect(body).toContain('inputmode="numeric"');
    // Nothing that the policy would refuse, and small enough for a slow line.
    expect(body).not.toMatch(/<style|style=|<script|data:/);
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
  });

  it('takes the code, and gives out recovery codes with the first second factor alone', async () => {
    const { browser, credentials } = await createAccountTest();
    const shown = await setUpAuthenticator(browser);
    expect(shown.body).toContain('<h1>Your recovery codes</h1>');
    expect(credentials.of(ada.subject).totpCreateTime).toBeDefined();
    const again = await setUpAuthenticator(browser);
    expect(again.body).toContain('The authenticator app is set up.');
  });

  it.each([
    ['a wrong code', '000000', 'That code is not right'],
    ['no code', '', 'Enter the code that the app shows'],
    ['an endless code', '1'.repeat(17), 'That code is not right'],
  ])('keeps the same secret after %s', async (_what, code, text) => {
    const { browser, credentials } = await createAccountTest();
    const page = await browser.get(path);
    const wrong = await browser.submit(page, path, { code });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain(text);
    expect(wrong.body).toContain('id="code-error"');
    expect(secretOf(wrong.body)).toBe(secretOf(page.body));
    expect(credentials.changes).toEqual([]);
    const right = await browser.submit(wrong, path, { code: '123456' });
    expect(right.statusCode).toBe(303);
  });

  it('takes no secret that was not on its page', async () => {
    const { browser, credentials } = await createAccountTest();
    const page = await browser.get(path);
    const changes: Record<string, string>[] = [
      { secret: 'AAAA' },
      { otpauth_uri: 'otpauth://totp/Evil?secret=AAAA' },
      { enrolment_token: 'sealed-by-somebody-else' },
    ];
    for (const foreign of changes) {
      const response = await browser.submit(page, path, { code: '123456', ...foreign });
      expect(response.statusCode).toBe(403);
    }
    expect((await browser.submit(page, path, { code: '123456', secret: '' })).statusCode).toBe(400);
    expect(credentials.changes).toEqual([]);
  });

  it('never logs or links the secret', async () => {
    const { browser, log } = await createAccountTest();
    const page = await browser.get(path);
    const wrong = await browser.submit(page, path, { code: '000000' });
    const secret = secretOf(page.body)?.replaceAll(' ', '') ?? '';
    expect(log()).not.toContain(secret);
    expect(wrong.body).toContain(`href="${path}?set_language=de"`);
  });
});

describe(`${path}/remove`, () => {
  it('asks first, and says what it means to remove the last second factor', async () => {
    const { browser, credentials } = await createAccountTest();
    await setUpAuthenticator(browser);
    const page = await browser.get(`${path}/remove`);
    expect(page.body).toContain('Then only your password protects your account');
    const removed = await browser.follow(await browser.submit(page, `${path}/remove`));
    expect(removed.body).toContain('The authenticator app is removed.');
    expect(credentials.of(ada.subject)).toMatchObject({ totpCreateTime: undefined, recoveryCodes: [] });
    expect((await browser.get(`${path}/remove`)).headers.location).toBe('/account/security');
  });

  it('says nothing of the kind while a passkey is left', async () => {
    const { browser } = await createAccountTest();
    await addPasskey(browser);
    await setUpAuthenticator(browser);
    expect((await browser.get(`${path}/remove`)).body).not.toContain('Then only your password');
  });
});
