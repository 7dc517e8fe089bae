import { Button, Card, CardHeader, ErrorSummary, Field, Form, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { linkKinds, type PasswordLinkKind } from './link-kinds';
import { emailLinkMessages } from './messages';

/** Something wrong with what was chosen. */
export type ChooseProblem = NameProblem | PasswordChoiceProblem | 'busy';
type NameProblem = 'missingName' | 'longName' | 'badName';
type PasswordChoiceProblem =
  'missingPassword' | 'shortPassword' | 'longPassword' | 'commonPassword' | 'likeAccount';

/** What the page behind a link shows. */
export interface ChoosePageProps {
  kind: PasswordLinkKind;
  /** Host of this server, to compare with the address bar. */
  host: string;
  /** Where the link was mailed to. */
  email: string;
  name: string | undefined;
  /** Fewest characters of a password. */
  minimumLength: number;
  hidden: Record<string, string | undefined>;
  problems: readonly ChooseProblem[];
}

// One that is about no field leads to none.
const fieldOf: Record<ChooseProblem, 'name' | 'password' | undefined> = {
  missingName: 'name',
  longName: 'name',
  badName: 'name',
  missingPassword: 'password',
  shortPassword: 'password',
  longPassword: 'password',
  commonPassword: 'password',
  likeAccount: 'password',
  busy: undefined,
};

/** Asks for a new password and, for a new account, for a name. */
export function ChoosePage(props: ChoosePageProps) {
  const { kind, host, email, name, minimumLength, hidden, problems } = props;
  const t = useMessages(emailLinkMessages);
  const shared = useMessages(pageMessages);
  const title = t(`choose.${kind}.title`);
  const length = String(minimumLength);
  const texts = problems.map((problem) => ({
    text: t(`choose.${problem}`, { length }),
    field: fieldOf[problem],
  }));
  const errorOf = (field: 'name' | 'password') => texts.find((one) => one.field === field)?.text;
  return (
    <Page
      title={title}
      layout="flow"
      error={problems.length > 0}
      footer={<p>{shared('signIn.where', { host })}</p>}
    >
      <Card>
        <CardHeader title={title} lead={t(`choose.${kind}.lead`)} />
        {texts.length > 0 && <ErrorSummary title={t('choose.problems')} problems={texts} />}
        <Form action={linkKinds[kind].opensAt} hidden={hidden}>
          {/* Shown, not asked for: password managers keep it with the password. */}
          <Field
            name="email"
            label={t('email')}
            input={{ type: 'email', value: email, readOnly: true, autocomplete: 'username' }}
          />
          {kind === 'signUp' && (
            <Field
              name="name"
              label={t('choose.name')}
              hint={t('choose.nameHint')}
              error={errorOf('name')}
              input={{ type: 'text', value: name, required: true, autocomplete: 'name', maxLength: 200 }}
            />
          )}
          <Field
            name="password"
            label={t('choose.password')}
            hint={t('choose.rule', { length })}
            error={errorOf('password')}
            input={{
              type: 'password',
              required: true,
              autocomplete: 'new-password',
              minLength: minimumLength,
              maxLength: 1024,
            }}
          />
          <Button>{t(`choose.${kind}.submit`)}</Button>
        </Form>
      </Card>
    </Page>
  );
}
