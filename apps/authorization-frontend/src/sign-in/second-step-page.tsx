import { SecondFactor } from '@latchkey/contracts';
import {
  Button,
  ButtonLink,
  Card,
  CardHeader,
  Disclosure,
  ErrorSummary,
  Field,
  Form,
  Page,
  useMessages,
} from '@latchkey/ui';
import { pageMessages } from '../messages';
import { PasskeyForm } from '../passkey/passkey-form';
import { secondStep } from './finish-sign-in';
import { signInMessages } from './messages';

/** What the page of the second step shows. */
export interface SecondStepPageProps {
  /** Who signs in. */
  email: string;
  /** What may be shown. */
  factors: readonly SecondFactor[];
  /** What the browser asks for a passkey with. */
  passkeyOptions: string | undefined;
  hidden: Record<string, string | undefined>;
  /** Where somebody else signs in. */
  otherHref: string;
  /** What was wrong with the last attempt. */
  problem: SecondStepProblem | undefined;
}

/** Something wrong with an attempt. */
export type SecondStepProblem =
  'missingCode' | 'wrongCode' | 'missingRecoveryCode' | 'wrongRecoveryCode' | 'wrongPasskey' | 'busy';

const fieldOf: Partial<Record<SecondStepProblem, string>> = {
  missingCode: 'code',
  wrongCode: 'code',
  missingRecoveryCode: 'recovery_code',
  wrongRecoveryCode: 'recovery_code',
};

/** Asks for a second factor: those that the person has, and no others. */
export function SecondStepPage(props: SecondStepPageProps) {
  const { email, factors, passkeyOptions, hidden, otherHref, problem } = props;
  const t = useMessages(signInMessages);
  const textOf = useProblemText();
  const field = problem && fieldOf[problem];
  const errorOf = (name: string) => (problem && field === name ? textOf(problem) : undefined);
  return (
    <Page title={t('secondStep.title')} layout="flow" error={problem !== undefined}>
      <Card>
        <CardHeader title={t('secondStep.title')} lead={t('secondStep.lead', { email })} />
        {problem && (
          <ErrorSummary
            title={t('secondStep.problems')}
            problems={[{ text: textOf(problem), ...(field && { field }) }]}
          />
        )}
        {passkeyOptions !== undefined && (
          <PasskeyForm
            mode="get"
            action={`${secondStep}/passkey`}
            hidden={hidden}
            options={passkeyOptions}
            label={t('secondStep.passkey')}
          />
        )}
        {factors.includes(SecondFactor.TOTP) && (
          <CodeForm hidden={hidden} error={errorOf('code')} isFirst={passkeyOptions === undefined} />
        )}
        {factors.includes(SecondFactor.RECOVERY_CODE) && (
          <RecoveryCodeForm hidden={hidden} error={errorOf('recovery_code')} />
        )}
        <ButtonLink kind="link" href={otherHref}>
          {t('secondStep.other')}
        </ButtonLink>
      </Card>
    </Page>
  );
}

function useProblemText(): (problem: SecondStepProblem) => string {
  const t = useMessages(signInMessages);
  const p = useMessages(pageMessages);
  return (problem) => {
    if (problem === 'busy') return p('signIn.busy');
    return problem === 'wrongPasskey' ? t(problem) : t(`secondStep.${problem}`);
  };
}

interface FactorFormProps {
  hidden: Record<string, string | undefined>;
  error: string | undefined;
}

function CodeForm({ hidden, error, isFirst }: FactorFormProps & { isFirst: boolean }) {
  const t = useMessages(signInMessages);
  return (
    <Form action={secondStep} hidden={hidden}>
      <Field
        name="code"
        label={t('secondStep.code')}
        hint={t('secondStep.codeHint')}
        error={error}
        code
        input={{
          type: 'text',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          required: true,
          maxLength: 16,
        }}
      />
      <Button kind={isFirst ? 'primary' : 'secondary'}>{t('secondStep.submit')}</Button>
    </Form>
  );
}

function RecoveryCodeForm({ hidden, error }: FactorFormProps) {
  const t = useMessages(signInMessages);
  return (
    <Disclosure summary={t('secondStep.recovery')} open={error !== undefined}>
      <Form action={`${secondStep}/recovery-code`} hidden={hidden}>
        <Field
          name="recovery_code"
          label={t('secondStep.recoveryCode')}
          hint={t('secondStep.recoveryHint')}
          error={error}
          input={{
            type: 'text',
            autocomplete: 'off',
            autocapitalize: 'characters',
            spellcheck: false,
            required: true,
            maxLength: 40,
          }}
        />
        <Button kind="secondary">{t('secondStep.recoverySubmit')}</Button>
      </Form>
    </Disclosure>
  );
}
