import {
  Actions,
  Button,
  ButtonLink,
  Card,
  CardHeader,
  ErrorSummary,
  Field,
  Form,
  Notice,
  Page,
  useMessages,
} from '@latchkey/ui';
import { pageMessages } from '../messages';
import { PasskeyForm } from '../passkey/passkey-form';
import { signInMessages } from './messages';

/** What the sign-in page shows. */
export interface SignInPageProps {
  /** Host of this server, to compare with the address bar. */
  host: string;
  /** What the person signs in for. */
  purpose: { to: 'welcome' | 'account' | 'device' | 'changeEmail' } | { to: 'consent'; clientName: string };
  email: string | undefined;
  hidden: Record<string, string | undefined>;
  /** What the browser asks for a passkey with; undefined while there is none. */
  passkeyOptions: string | undefined;
  /** Where an account is made; undefined when nobody can. */
  signUpHref: string | undefined;
  forgotHref: string;
  /** Whether an unfinished sign-in has ended. */
  ended: boolean;
  /** What was wrong with the last attempt. */
  problems: readonly SignInProblem[];
}

/** Something wrong with an attempt. */
export type SignInProblem = 'missingEmail' | 'missingPassword' | 'wrongCredentials' | 'wrongPasskey' | 'busy';

// One that is about no field alone leads to none.
const fieldOf: Partial<Record<SignInProblem, string>> = {
  missingEmail: 'email',
  missingPassword: 'password',
};

/** Asks for an e-mail address and a password, or a passkey. */
export function SignInPage(props: SignInPageProps) {
  const { host, purpose, hidden, passkeyOptions, signUpHref, forgotHref, ended, problems } = props;
  const t = useMessages(pageMessages);
  const s = useMessages(signInMessages);
  const textOf = (problem: SignInProblem) =>
    problem === 'wrongPasskey' ? s(problem) : t(`signIn.${problem}`);
  return (
    <Page
      title={t('signIn.title')}
      layout="flow"
      error={problems.length > 0}
      footer={<p>{t('signIn.where', { host })}</p>}
    >
      <Card>
        <CardHeader
          title={t('signIn.title')}
          lead={
            purpose.to === 'consent'
              ? t('signIn.leads.consent', { application: purpose.clientName })
              : t(`signIn.leads.${purpose.to}`)
          }
        />
        {ended && (
          <Notice>
            <p>{s('ended')}</p>
          </Notice>
        )}
        {problems.length > 0 && (
          <ErrorSummary
            title={t('signIn.problems')}
            problems={problems.map((problem) => ({ text: textOf(problem), field: fieldOf[problem] }))}
          />
        )}
        <PasswordForm {...props} />
        {passkeyOptions !== undefined && (
          <PasskeyForm
            mode="get"
            action="/sign-in/passkey"
            hidden={hidden}
            options={passkeyOptions}
            label={s('passkey')}
            kind="secondary"
            autofill
          />
        )}
        <Actions>
          <ButtonLink kind="link" href={forgotHref}>
            {s('forgot')}
          </ButtonLink>
          {signUpHref !== undefined && (
            <ButtonLink kind="link" href={signUpHref}>
              {s('signUp')}
            </ButtonLink>
          )}
        </Actions>
      </Card>
    </Page>
  );
}

function PasswordForm({ email, hidden, passkeyOptions, problems }: SignInPageProps) {
  const t = useMessages(pageMessages);
  const errorOf = (problem: 'missingEmail' | 'missingPassword') =>
    problems.includes(problem) ? t(`signIn.${problem}`) : undefined;
  return (
    <Form action="/sign-in" hidden={hidden}>
      <Field
        name="email"
        label={t('signIn.email')}
        error={errorOf('missingEmail')}
        input={{
          type: 'email',
          value: email,
          required: true,
          autocomplete: passkeyOptions === undefined ? 'username' : 'username webauthn',
          autocapitalize: 'none',
          spellcheck: false,
          maxLength: 320,
        }}
      />
      <Field
        name="password"
        label={t('signIn.password')}
        error={errorOf('missingPassword')}
        input={{ type: 'password', required: true, autocomplete: 'current-password', maxLength: 1024 }}
      />
      <Button>{t('signIn.submit')}</Button>
    </Form>
  );
}
