import { Button, Card, CardHeader, ErrorSummary, Field, Form, Page } from '@latchkey/ui';
import { signInMessages as words } from './messages';

/** What the sign-in page shows. */
export interface SignInPageProps {
  /** Host of this server, to compare with the address bar. */
  host: string;
  /** What the person signs in for. */
  lead: string;
  email: string | undefined;
  hidden: Record<string, string | undefined>;
  /** What was wrong with the last attempt. */
  problems?: readonly SignInProblem[];
}

/** Something wrong with an attempt, and with one field of it when it can be told which. */
export interface SignInProblem {
  text: string;
  field?: 'email' | 'password';
}

/** Asks for an e-mail address and a password. */
export function SignInPage({ host, lead, email, hidden, problems = [] }: SignInPageProps) {
  const errorOf = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <Page title={words.title} layout="flow" error={problems.length > 0} footer={<p>{words.where(host)}</p>}>
      <Card>
        <CardHeader title={words.title} lead={lead} />
        {problems.length > 0 && <ErrorSummary title={words.problems} problems={problems} />}
        <Form action="/sign-in" hidden={hidden}>
          <Field
            name="email"
            label={words.email}
            error={errorOf('email')}
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
            label={words.password}
            error={errorOf('password')}
            input={{ type: 'password', required: true, autocomplete: 'current-password', maxLength: 1024 }}
          />
          <Button>{words.submit}</Button>
        </Form>
      </Card>
    </Page>
  );
}
