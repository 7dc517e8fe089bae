import { Button, Field, Form, useMessages } from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';
import { QrCode } from './qr-code';

/** Something wrong with an attempt to set up an authenticator application. */
export type AuthenticatorProblem = 'missingCode' | 'wrongCode';

/** A secret that waits for its first code. */
export interface Enrolment {
  secret: string;
  otpauthUri: string;
  enrolmentToken: string;
}

/** What the page for an authenticator application shows. */
export interface AuthenticatorPageProps {
  enrolment: Enrolment;
  hidden: Record<string, string | undefined>;
  back: string;
  problem: AuthenticatorProblem | undefined;
}

/** Shows a secret, as a picture and as text, and asks for the code that comes of it. */
export function AuthenticatorPage({ enrolment, hidden, back, problem }: AuthenticatorPageProps) {
  const { secret, otpauthUri } = enrolment;
  const t = useMessages(accountMessages);
  const error = problem && t(`authenticator.${problem}`);
  return (
    <StepFrame
      title={t('authenticator.add')}
      lead={t('authenticator.lead')}
      problems={error ? [{ text: error, field: 'code' }] : []}
      back={back}
    >
      <section class="stack-tight">
        <p>{t('authenticator.scan')}</p>
        <QrCode text={otpauthUri} label={t('authenticator.qr')} />
        <p>
          <a href={otpauthUri}>{t('authenticator.open')}</a>
        </p>
        <p>{t('authenticator.secret')}</p>
        <p>
          <code class="secret">{inGroups(secret)}</code>
        </p>
      </section>
      <Form action="/account/authenticator" hidden={hidden}>
        <Field
          name="code"
          label={t('authenticator.code')}
          hint={t('authenticator.codeHint')}
          error={error}
          code
          input={{
            type: 'text',
            required: true,
            inputMode: 'numeric',
            autocomplete: 'one-time-code',
            maxLength: 16,
          }}
        />
        <Button>{t('authenticator.confirm')}</Button>
      </Form>
    </StepFrame>
  );
}

/** Four characters at a time can be typed without losing the place. */
function inGroups(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}
