import { Button, Field, Form, useMessages, type FieldProps } from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** Something wrong with an attempt to change a password. */
export type PasswordPageProblem = keyof typeof fieldOf;

const fieldOf = {
  missingCurrent: 'current_password',
  wrongCurrent: 'current_password',
  missingNew: 'new_password',
  tooShort: 'new_password',
  tooLong: 'new_password',
  common: 'new_password',
  likeAccount: 'new_password',
} as const;

/** What the page for a new password shows. */
export interface PasswordPageProps {
  email: string;
  /** Fewest characters of a new password. */
  minimumLength: number;
  hidden: Record<string, string | undefined>;
  /** Hidden fields of the button that mails a link. */
  linkHidden: Record<string, string | undefined>;
  back: string;
  problems: readonly PasswordPageProblem[];
}

/** Asks for the current password and a new one, or offers a link by mail to whoever forgot it. */
export function PasswordPage(props: PasswordPageProps) {
  const { email, minimumLength, hidden, linkHidden, back, problems } = props;
  const t = useMessages(accountMessages);
  const minimum = String(minimumLength);
  const texts = problems.map((problem) => ({
    text: t(`password.${problem}`, { minimum }),
    field: fieldOf[problem],
  }));
  const field = (name: (typeof fieldOf)[PasswordPageProblem]): Pick<FieldProps, 'name' | 'error'> => ({
    name,
    error: texts.find((one) => one.field === name)?.text,
  });
  return (
    <StepFrame title={t('password.change')} lead={t('password.lead')} problems={texts} back={back}>
      <Form action="/account/password" hidden={hidden}>
        {/* Tells password managers which of the accounts here it is. */}
        <input type="text" name="email" value={email} autocomplete="username" readOnly hidden />
        <Field
          {...field('current_password')}
          label={t('password.current')}
          input={{ type: 'password', required: true, autocomplete: 'current-password', maxLength: 1024 }}
        />
        <Field
          {...field('new_password')}
          label={t('password.new')}
          hint={t('password.hint', { minimum })}
          input={{
            type: 'password',
            required: true,
            autocomplete: 'new-password',
            minLength: minimumLength,
            maxLength: 1024,
          }}
        />
        <Button>{t('password.change')}</Button>
      </Form>
      <section class="stack-tight">
        <h2 class="list-heading">{t('password.forgottenTitle')}</h2>
        <p>{t('password.forgotten', { email })}</p>
        <Form action="/account/password/link" hidden={linkHidden}>
          <Button kind="secondary">{t('password.mailLink')}</Button>
        </Form>
      </section>
    </StepFrame>
  );
}
