import { Button, Form, useMessages } from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** Asks whether new recovery codes are to take the place of those before. */
export function ReplaceCodesPage(props: { hidden: Record<string, string | undefined>; back: string }) {
  const { hidden, back } = props;
  const t = useMessages(accountMessages);
  return (
    <StepFrame title={t('recovery.replace')} lead={t('recovery.replaceLead')} back={back}>
      <Form action="/account/recovery-codes" hidden={hidden}>
        <Button>{t('recovery.replace')}</Button>
      </Form>
    </StepFrame>
  );
}

/** What the page with new recovery codes shows. */
export interface ShownCodesPageProps {
  codes: readonly string[];
  /** Name of the application that waits, if one does. */
  application: string | undefined;
  hidden: Record<string, string | undefined>;
}

/** Shows recovery codes, to be printed or copied. */
export function ShownCodesPage({ codes, application, hidden }: ShownCodesPageProps) {
  const t = useMessages(accountMessages);
  return (
    <StepFrame title={t('recovery.shownTitle')} lead={t('recovery.shownLead')}>
      <ul class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Form action="/account/recovery-codes/kept" hidden={hidden}>
        <Button>{application ? t('recovery.keptAndGoOn', { application }) : t('recovery.kept')}</Button>
      </Form>
    </StepFrame>
  );
}
