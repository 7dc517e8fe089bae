import {
  Actions,
  Badge,
  Button,
  ButtonLink,
  Card,
  CardHeader,
  Field,
  Form,
  Page,
  useMessages,
} from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** What the question before the deletion shows. */
export interface DeletionPageProps {
  email: string;
  /** As typed before. */
  typed: string | undefined;
  hidden: Record<string, string | undefined>;
  back: string;
  /** Whether something else was typed than the address. */
  mismatch: boolean;
}

/** Says what goes with an account and what stays, and asks for a sure sign. */
export function DeletionPage({ email, typed, hidden, back, mismatch }: DeletionPageProps) {
  const t = useMessages(accountMessages);
  const error = mismatch ? t('deletion.mismatch') : undefined;
  return (
    <StepFrame
      title={t('deletion.title')}
      lead={t('deletion.lead')}
      problems={error ? [{ text: error, field: 'email' }] : []}
    >
      <section class="stack-tight">
        <h2 class="list-heading">{t('deletion.goesTitle')}</h2>
        <ul class="bullets">
          <li>{t('deletion.goesProfile')}</li>
          <li>{t('deletion.goesSessions')}</li>
          <li>{t('deletion.goesAccess')}</li>
        </ul>
      </section>
      <section class="stack-tight">
        <h2 class="list-heading">{t('deletion.staysTitle')}</h2>
        <ul class="bullets">
          <li>{t('deletion.staysLog')}</li>
          <li>{t('deletion.staysApplications')}</li>
        </ul>
      </section>
      <Form action="/account/delete" hidden={hidden}>
        <Field
          name="email"
          label={t('deletion.email')}
          hint={t('deletion.emailHint', { email })}
          error={error}
          input={{
            type: 'email',
            value: typed,
            required: true,
            autocomplete: 'off',
            autocapitalize: 'none',
            spellcheck: false,
            maxLength: 320,
          }}
        />
        <Actions>
          <Button>{t('deletion.title')}</Button>
          <ButtonLink kind="secondary" href={back}>
            {t('deletion.keep')}
          </ButtonLink>
        </Actions>
      </Form>
    </StepFrame>
  );
}

/** Says that an account is gone. */
export function DeletedPage() {
  const t = useMessages(accountMessages);
  return (
    <Page title={t('deletion.doneTitle')} layout="flow">
      <Card>
        <CardHeader
          badge={<Badge symbol="done" />}
          title={t('deletion.doneTitle')}
          lead={t('deletion.done')}
        />
        <ButtonLink kind="secondary" href="/">
          {t('deletion.home')}
        </ButtonLink>
      </Card>
    </Page>
  );
}
