import { Field, useMessages } from '@latchkey/ui';
import { PasskeyForm } from '../passkey/passkey-form';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** Something wrong with an attempt to add a passkey. */
export type AddPasskeyProblem = 'missingName' | 'refused' | 'tooMany';

/** What the page for a new passkey shows. */
export interface AddPasskeyPageProps {
  name: string;
  /** What the directory gave out for the browser. */
  options: string;
  hidden: Record<string, string | undefined>;
  back: string;
  problem: AddPasskeyProblem | undefined;
}

/** Asks for a name and lets the browser create a passkey. */
export function AddPasskeyPage({ name, options, hidden, back, problem }: AddPasskeyPageProps) {
  const t = useMessages(accountMessages);
  const text = problem && t(`passkeys.${problem}`);
  const isAboutName = problem === 'missingName';
  return (
    <StepFrame
      title={t('passkeys.add')}
      lead={t('passkeys.addLead')}
      problems={text ? [{ text, ...(isAboutName && { field: 'name' }) }] : []}
      back={back}
    >
      <PasskeyForm
        mode="create"
        action="/account/passkeys/add"
        hidden={hidden}
        options={options}
        label={t('passkeys.add')}
      >
        <Field
          name="name"
          label={t('passkeys.name')}
          hint={t('passkeys.nameHint')}
          error={isAboutName ? text : undefined}
          input={{ type: 'text', value: name, required: true, autocomplete: 'off', maxLength: 100 }}
        />
      </PasskeyForm>
    </StepFrame>
  );
}
