import { Button, Card, CardHeader, ErrorSummary, Field, Form, Page, useMessages } from '@latchkey/ui';
import { pageMessages } from '../messages';

/** What was wrong with a code. */
export type CodeProblem = 'missing' | 'unknown' | 'used' | 'mustBeTyped';

/** What the page with the code field shows. */
export interface EnterCodePageProps {
  userCode: string | undefined;
  /** Whether the code came with a link, and is to be compared with the one on the device. */
  fromLink: boolean;
  hidden: Record<string, string | undefined>;
  problem?: CodeProblem | undefined;
}

/** Asks for the code that a device shows, or whether the one of a link is the same (RFC 8628 §3.3, §3.3.1). */
export function EnterCodePage({ userCode, fromLink, hidden, problem }: EnterCodePageProps) {
  const t = useMessages(pageMessages);
  const words = fromLink ? 'device.compare' : 'device.enter';
  const text = problem && t(`device.enter.${problem}`);
  return (
    <Page title={t(`${words}.title`)} layout="flow" error={problem !== undefined}>
      <Card>
        <CardHeader title={t(`${words}.title`)} lead={t(`${words}.lead`)} />
        {text && (
          <ErrorSummary title={t('device.enter.problems')} problems={[{ text, field: 'user_code' }]} />
        )}
        <Form action="/device" hidden={hidden}>
          <Field
            name="user_code"
            label={t('device.enter.label')}
            hint={t('device.enter.hint')}
            error={text}
            code
            input={{
              type: 'text',
              value: userCode,
              required: true,
              maxLength: 64,
              autocomplete: 'off',
              autocapitalize: 'characters',
              autocorrect: 'off',
              spellcheck: false,
              inputmode: 'text',
            }}
          />
          <Button>{t(`${words}.submit`)}</Button>
        </Form>
      </Card>
    </Page>
  );
}
