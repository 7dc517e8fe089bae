import { Button, useMessages, type ButtonProps, type FormProps } from '@latchkey/ui';
import type { ComponentChildren } from 'preact';
import { passkeyMessages } from './messages';
import { passkeyScript } from './passkey-script';

/** Name of the field in which a passkey form brings the answer of the browser, as JSON. */
export const passkeyResponseField = 'passkey_response';

/** A form with a passkey in it. */
export interface PasskeyFormProps extends Pick<FormProps, 'action' | 'hidden'> {
  /** `get`: show a passkey; `create`: make one. */
  mode: 'get' | 'create';
  /** What the directory gave out for it (`options_json`). */
  options: string;
  /** Text of the button. */
  label: string;
  /** Default `primary`. */
  kind?: ButtonProps['kind'];
  /** Whether passkeys are offered in the field with `autocomplete="username webauthn"` as well. */
  autofill?: boolean;
  /** Fields above the button. */
  children?: ComponentChildren;
}

/**
 * A form that the browser fills in with a passkey, under {@link passkeyResponseField}. Its button is there only
 * with the script, which says below it what went wrong. The page has to be sent with `allowPasskeyScript`.
 */
export function PasskeyForm(props: PasskeyFormProps) {
  const { mode, action, hidden, options, label, kind, autofill = false, children } = props;
  const t = useMessages(passkeyMessages);
  return (
    <form
      class="form"
      method="post"
      action={action}
      data-mode={mode}
      data-options={options}
      data-autofill={autofill ? '' : undefined}
      data-failed={t('failed')}
      data-cancelled={t('cancelled')}
      data-exists={t(mode === 'create' ? 'exists' : 'failed')}
      data-unsupported={t('unsupported')}
    >
      {Object.entries({ ...hidden, [passkeyResponseField]: '' }).map(
        ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
      )}
      {children}
      <div class="stack-tight">
        <Button {...(kind && { kind })} hidden>
          {label}
        </Button>
        <p class="hint" role="status" />
        <noscript>
          <p class="hint">{t('needsScript')}</p>
        </noscript>
      </div>
      <script type="module" src={passkeyScript.path} />
    </form>
  );
}
