import { createContext, runInContext } from 'node:vm';
import { passkeyScriptText } from './passkey-script';

interface FakeForm {
  dataset: Record<string, string>;
  button: { hidden: boolean; disabled: boolean };
  status: { textContent: string };
  field: { value: string };
  sent: string[];
  press(): Promise<void>;
}

const words = { failed: 'failed', cancelled: 'cancelled', exists: 'exists', unsupported: 'unsupported' };

/** A form as the component makes it, as far as the script looks at it. */
function fakeForm(dataset: Record<string, string>) {
  const field = { value: '' };
  const sent: string[] = [];
  let onSubmit: (event: { preventDefault(): void }) => Promise<void>;
  const button = { hidden: true, disabled: false };
  const status = { textContent: '' };
  const form = {
    dataset: { options: '{"challenge":"AA"}', ...words, ...dataset },
    elements: { namedItem: (name: string) => (name === 'passkey_response' ? field : null) },
    querySelector: (selector: string) => (selector === 'button' ? button : status),
    addEventListener: (_name: string, listener: typeof onSubmit) => (onSubmit = listener),
    submit: () => sent.push(field.value),
  };
  const press = () => onSubmit({ preventDefault() {} });
  return { form, test: { dataset: form.dataset, button, status, field, sent, press } satisfies FakeForm };
}

type Ask = (options: { publicKey: unknown; signal: AbortSignal; mediation?: string }) => Promise<unknown>;

/** Runs the script on a page with one form, in a browser that answers with `credentials`. */
function run(
  dataset: Record<string, string>,
  credentials: { get?: Ask; create?: Ask },
  { supported = true, conditional = false } = {},
) {
  const { form, test } = fakeForm(dataset);
  const reloads: string[] = [];
  const listeners = new Map<string, (event: { persisted: boolean }) => void>();
  const parse = (kind: string) => (json: unknown) => ({ kind, json });
  const PublicKeyCredential = Object.assign(function PublicKeyCredential() {}, {
    parseRequestOptionsFromJSON: parse('request'),
    parseCreationOptionsFromJSON: parse('creation'),
    isConditionalMediationAvailable: async () => conditional,
  });
  const context = createContext({
    ...(supported && { PublicKeyCredential }),
    AbortController,
    navigator: { credentials },
    document: { querySelectorAll: () => [form] },
    location: { reload: () => reloads.push('reload') },
    addEventListener: (name: string, listener: (event: { persisted: boolean }) => void) =>
      listeners.set(name, listener),
  });
  runInContext(passkeyScriptText, context);
  return { ...test, reloads, comeBack: (persisted: boolean) => listeners.get('pageshow')?.({ persisted }) };
}

const answering = (answer: unknown) => async () => ({ toJSON: () => answer });
const failing = (name: string) => async () => {
  throw Object.assign(new Error(name), { name });
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the script of passkey forms', () => {
  it('shows the button, and posts what the passkey signed', async () => {
    const asked: unknown[] = [];
    const page = run(
      { mode: 'get' },
      { get: async (options) => (asked.push(options.publicKey), { toJSON: () => ({ id: 'a' }) }) },
    );
    expect(page.button.hidden).toBe(false);
    await page.press();
    expect(asked).toEqual([{ kind: 'request', json: { challenge: 'AA' } }]);
    expect(page.sent).toEqual(['{"id":"a"}']);
  });

  it('posts what a new passkey answered', async () => {
    const page = run({ mode: 'create' }, { create: answering({ id: 'new' }) });
    await page.press();
    expect(page.sent).toEqual(['{"id":"new"}']);
  });

  it.each([
    ['NotAllowedError', 'cancelled'],
    ['InvalidStateError', 'exists'],
    ['SecurityError', 'failed'],
  ])('says so after a %s, posts nothing, and can be tried again', async (name, text) => {
    const page = run({ mode: 'create' }, { create: failing(name) });
    await page.press();
    expect(page.status.textContent).toBe(text);
    expect(page.sent).toEqual([]);
    expect(page.button.disabled).toBe(false);
  });

  it('leaves the button away and says why in a browser without passkeys', () => {
    const page = run({ mode: 'get' }, {}, { supported: false });
    expect(page.button.hidden).toBe(true);
    expect(page.status.textContent).toBe('unsupported');
  });

  it('offers passkeys in autofill where the form and the browser want it', async () => {
    const mediations: unknown[] = [];
    const get: Ask = async ({ mediation }) => (mediations.push(mediation), { toJSON: () => 'picked' });
    const page = run({ mode: 'get', autofill: '' }, { get }, { conditional: true });
    await settled();
    expect(mediations).toEqual(['conditional']);
    expect(page.sent).toEqual(['"picked"']);
    for (const [dataset, conditional] of [
      [{ mode: 'get' }, true],
      [{ mode: 'get', autofill: '' }, false],
    ] as const) {
      const other = run(dataset, { get }, { conditional });
      await settled();
      expect(other.sent).toEqual([]);
    }
    expect(mediations).toHaveLength(1);
  });

  it('ends autofill when the button is pressed, and says nothing of that', async () => {
    const signals: AbortSignal[] = [];
    const get: Ask = ({ signal, mediation }) => {
      signals.push(signal);
      if (mediation === undefined) return answering('pressed')();
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error())));
    };
    const page = run({ mode: 'get', autofill: '' }, { get }, { conditional: true });
    await settled();
    await page.press();
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(page.sent).toEqual(['"pressed"']);
    expect(page.status.textContent).toBe('');
  });

  it('loads a page anew that comes back from memory with a used challenge', () => {
    const page = run({ mode: 'get' }, {});
    page.comeBack(false);
    expect(page.reloads).toEqual([]);
    page.comeBack(true);
    expect(page.reloads).toEqual(['reload']);
  });

  it('is small, and asks nobody but the browser', () => {
    expect(passkeyScriptText.length).toBeLessThan(3_000);
    expect(passkeyScriptText).not.toMatch(/fetch|XMLHttpRequest|import|innerHTML|eval/);
  });
});
