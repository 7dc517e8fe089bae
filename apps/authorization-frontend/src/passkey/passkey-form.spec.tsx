import { createLook, renderPage } from '@latchkey/ui';
import { PasskeyForm } from './passkey-form';

const render = (node: Parameters<typeof renderPage>[0]) =>
  renderPage(node, { language: 'en', look: createLook({ name: 'Latchkey' }) });

describe('PasskeyForm', () => {
  const options = '{"user":{"name":"<\\"&"}}';

  it('holds the options, escaped, and an empty field for the answer', () => {
    const html = render(
      <PasskeyForm mode="get" action="/a" hidden={{ t: '1' }} options={options} label="Go" />,
    );
    expect(html).toContain('data-mode="get"');
    expect(html).toContain(
      'data-options="{&quot;user&quot;:{&quot;name&quot;:&quot;&lt;\\&quot;&amp;&quot;}}"',
    );
    expect(html).toContain('<input type="hidden" name="t" value="1"/>');
    expect(html).toContain('<input type="hidden" name="passkey_response" value/>');
    expect(html).not.toContain('data-autofill');
  });

  it('shows no button that would do nothing without the script, and says why', () => {
    const html = render(
      <PasskeyForm mode="create" action="/a" hidden={{}} options="{}" label="Go" autofill />,
    );
    expect(html).toMatch(/<button class="button button-primary" type="submit" hidden>Go<\/button>/);
    expect(html).toContain('<noscript><p class="hint">A passkey needs JavaScript');
    expect(html).toContain('data-exists="This device has a passkey for your account already."');
    expect(html).toContain(' data-autofill ');
  });
});
