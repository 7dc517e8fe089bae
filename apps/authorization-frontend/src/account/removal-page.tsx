import { Actions, Button, ButtonLink, Form, Notice, useMessages } from '@latchkey/ui';
import { StepFrame } from './account-frame';
import { accountMessages } from './messages';

/** What the question before a removal shows. */
export interface RemovalPageProps {
  title: string;
  lead: string;
  /** Whether the account has no other second factor. */
  isLast: boolean;
  action: string;
  hidden: Record<string, string | undefined>;
  back: string;
}

/** Asks whether a second factor is to go, and says what it means when it is the last one. */
export function RemovalPage({ title, lead, isLast, action, hidden, back }: RemovalPageProps) {
  const t = useMessages(accountMessages);
  return (
    <StepFrame title={title} lead={lead}>
      {isLast && (
        <Notice kind="warning" title={t('removal.lastTitle')}>
          <p>{t('removal.last')}</p>
        </Notice>
      )}
      <Form action={action} hidden={hidden}>
        <Actions>
          <Button>{t('removal.confirm')}</Button>
          <ButtonLink kind="secondary" href={back}>
            {t('removal.keep')}
          </ButtonLink>
        </Actions>
      </Form>
    </StepFrame>
  );
}
