import { Button, Facts, Field, Form, useMessages } from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** Something wrong with a new address. */
export type EmailProblem = 'missing' | 'invalid' | 'same';

/** What the page for a new address shows. */
export interface EmailPageProps {
  current: string;
  /** As typed before. */
  typed: string | undefined;
  hidden: Record<string, string | undefined>;
  back: string;
  problem: EmailProblem | undefined;
}

/** Asks for a new e-mail address. */
export function EmailPage({ current, typed, hidden, back, problem }: EmailPageProps) {
  const t = useMessages(accountMessages);
  const error = problem && t(`email.${problem}`);
  return (
    <StepFrame
      title={t('email.change')}
      lead={t('email.lead')}
      problems={error ? [{ text: error, field: 'email' }] : []}
      back={back}
    >
      <Facts facts={[{ term: t('email.current'), value: current }]} />
      <Form action="/account/email" hidden={hidden}>
        <Field
          name="email"
          label={t('email.new')}
          error={error}
          input={{
            type: 'email',
            value: typed,
            required: true,
            autocomplete: 'email',
            autocapitalize: 'none',
            spellcheck: false,
            maxLength: 320,
          }}
        />
        <Button>{t('email.change')}</Button>
      </Form>
    </StepFrame>
  );
}
