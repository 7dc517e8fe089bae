import { Button, Card, CardHeader, ErrorSummary, Field, Form, Page, useMessages } from '@latchkey/ui';
import { linkKinds, type PasswordLinkKind } from './link-kinds';
import { emailLinkMessages } from './messages';

/** What was wrong with an address. */
export type AskProblem = 'missingEmail' | 'badEmail';

/** What the page that asks for an address shows. */
export interface AskPageProps {
  kind: PasswordLinkKind;
  email: string | undefined;
  hidden: Record<string, string | undefined>;
  /** Where somebody signs in who needs no link. */
  signInHref: string;
  problem?: AskProblem | undefined;
}

/** Asks for the e-mail address that a link is to be mailed to. */
export function AskPage({ kind, email, hidden, signInHref, problem }: AskPageProps) {
  const t = useMessages(emailLinkMessages);
  const title = t(`ask.${kind}.title`);
  const text = problem && t(`ask.${problem}`);
  return (
    <Page title={title} layout="flow" error={problem !== undefined}>
      <Card>
        <CardHeader title={title} lead={t(`ask.${kind}.lead`)} />
        {text && <ErrorSummary title={t('ask.problems')} problems={[{ text, field: 'email' }]} />}
        <Form action={linkKinds[kind].askedAt} hidden={hidden}>
          <Field
            name="email"
            label={t('email')}
            error={text}
            input={{
              type: 'email',
              value: email,
              required: true,
              autocomplete: kind === 'signUp' ? 'email' : 'username',
              autocapitalize: 'none',
              spellcheck: false,
              maxLength: 320,
            }}
          />
          <Button>{t('ask.submit')}</Button>
        </Form>
        <p>
          {t(`ask.${kind}.other`)} <a href={signInHref}>{t('signIn')}</a>
        </p>
      </Card>
    </Page>
  );
}
