import { Button, Card, CardHeader, ErrorSummary, Field, Form, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';

/** What the sign-in page shows. */
export interface SignInPageProps {
  /** Host of this server, to compare with the address bar. */
  host: string;
  /** What the person signs in for. */
  purpose: { to: 'welcome' | 'account' | 'device' } | { to: 'consent'; clientName: string };
  email: string | undefined;
  hidden: Record<string, string | undefined>;
  /** What was wrong with the last attempt. */
  problems?: readonly SignInProblem[];
}

/** Something wrong with an attempt. */
export type SignInProblem = 'missingEmail' | 'missingPassword' | 'wrongCredentials' | 'busy';

// One that is about no field alone leads to none.
const fieldOf: Partial<Record<SignInProblem, string>> = {
  missingEmail: 'email',
  missingPassword: 'password',
};

/** Asks for an e-mail address and a password. */
export function SignInPage({ host, purpose, email, hidden, problems = [] }: SignInPageProps) {
  const t = useMessages(pageMessages);
  const errorOf = (problem: SignInProblem) =>
    problems.includes(problem) ? t(`signIn.${problem}`) : undefined;
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
        {problems.length > 0 && (
          <ErrorSummary
            title={t('signIn.problems')}
            problems={problems.map((problem) => ({ text: t(`signIn.${problem}`), field: fieldOf[problem] }))}
          />
        )}
        <Form action="/sign-in" hidden={hidden}>
          <Field
            name="email"
            label={t('signIn.email')}
            error={errorOf('missingEmail')}
            input={{
              type: 'email',
              value: email,
              required: true,
              autocomplete: 'username',
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
      </Card>
    </Page>
  );
}
