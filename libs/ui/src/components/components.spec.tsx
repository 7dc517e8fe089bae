import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Badge } from './badge';
import { Button } from './button';
import { Checkbox, Choices } from './checkbox';
import { CodeBlock } from './code-block';
import { Facts } from './facts';
import { Field } from './field';
import { Form } from './form';
import { inlineCode } from './inline-code';
import { ErrorSummary } from './notice';

const render = (node: VNode) => renderToString(node);

describe('Field', () => {
  it('joins label, hint and error to the input', () => {
    const html = render(
      <Field
        name="email"
        label="E-mail"
        hint="Yours"
        error="Missing"
        input={{ type: 'email', required: true }}
      />,
    );
    expect(html).toContain('<label class="label" for="email">E-mail</label>');
    expect(html).toContain(
      'id="email" name="email" aria-invalid="true" aria-describedby="email-hint email-error"',
    );
    expect(html).toContain('id="email-hint"');
    expect(html).toContain('id="email-error"');
  });

  it('describes nothing that is not there', () => {
    const html = render(<Field name="email" label="E-mail" input={{ type: 'email' }} />);
    expect(html).not.toContain('aria-');
    expect(html).not.toContain('-hint');
  });
});

describe('Form', () => {
  it('posts its hidden values, and leaves out those that are not set', () => {
    const html = render(
      <Form action="/consent" hidden={{ a: '"1"', b: undefined }}>
        <Button name="decision" value="allow">
          Allow
        </Button>
      </Form>,
    );
    expect(html).toBe(
      '<form class="form" method="post" action="/consent"><input type="hidden" name="a" value="&quot;1&quot;"/>' +
        '<button class="button button-primary" type="submit" name="decision" value="allow">Allow</button></form>',
    );
  });
});

describe('CodeBlock', () => {
  it('marks what is to fill in, and changes no character of the code', () => {
    const code = 'GET /?client_id=YOUR_CLIENT_ID&b=BASE64_ENCODED(a)\n  "GET" POST S256 <x>';
    const html = render(<CodeBlock label="HTTP" code={code} />);
    expect(html).toContain('<figcaption class="code-label">HTTP</figcaption>');
    expect(html.match(/<var>/g)).toHaveLength(2);
    const text = html.replace(/^.*<code>|<\/code>.*$/gs, '').replaceAll(/<\/?var>/g, '');
    expect(text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&')).toBe(code);
  });
});

describe('ErrorSummary', () => {
  it('is announced, and leads to the fields at fault', () => {
    const problems = [{ text: 'Enter a name', field: 'name' }, { text: 'Try later' }];
    const html = render(<ErrorSummary title="Not yet" problems={problems} />);
    expect(html).toContain('role="alert" tabindex="-1" autofocus');
    expect(html).toContain('<li><a href="#name">Enter a name</a></li><li>Try later</li>');
  });
});

describe('Badge', () => {
  it.each([
    ['demo', 'D'],
    ['  über', 'Ü'],
    ['🔑 keys', '🔑'],
    ['', '·'],
  ])('shows the first letter of %j to the eye alone', (name, letter) => {
    expect(render(<Badge name={name} />)).toBe(`<span class="badge" aria-hidden="true">${letter}</span>`);
  });
});

describe('Checkbox', () => {
  it('is ticked to begin with, and stands under the line that says what it is about', () => {
    const html = render(
      <Choices legend="You can leave out">
        <Checkbox name="scope:a" label="A & B" />
      </Choices>,
    );
    expect(html).toBe(
      '<fieldset class="choices"><legend class="label">You can leave out</legend><label class="choice">' +
        '<input type="checkbox" name="scope:a" value="yes" checked/><span>A &amp; B</span></label></fieldset>',
    );
  });
});

describe('Badge with a picture', () => {
  it('says nothing to a screen reader', () => {
    expect(render(<Badge picture="/logo?a=1&b=2" />)).toBe(
      '<img class="badge-picture" src="/logo?a=1&amp;b=2" alt/>',
    );
  });
});

describe('Facts', () => {
  it('pairs each term with its value', () => {
    expect(render(<Facts facts={[{ term: 'Code', value: <code>A</code> }]} />)).toBe(
      '<dl class="facts"><div class="fact"><dt>Code</dt><dd><code>A</code></dd></div></dl>',
    );
  });
});

describe('inlineCode', () => {
  it('sets what stands between backticks as code', () => {
    expect(render(<p>{inlineCode('with `code` and `iss`')}</p>)).toBe(
      '<p>with <code>code</code> and <code>iss</code></p>',
    );
  });
});
