import { Button, Card, CardHeader, Field, Form, Page } from '@latchkey/ui';
import { deviceMessages } from './messages';

/** What the page with the code field shows. */
export interface EnterCodePageProps {
  userCode: string | undefined;
  hidden: Record<string, string | undefined>;
  /** What was wrong with the code. */
  problem?: string | undefined;
}

/** Asks for the code that a device shows (RFC 8628 §3.3). */
export function EnterCodePage({ userCode, hidden, problem }: EnterCodePageProps) {
  const words = deviceMessages.enter;
  return (
    <Page title={words.title} layout="flow" error={problem !== undefined}>
      <Card>
        <CardHeader title={words.title} lead={words.lead} />
        <Form action="/device" hidden={hidden}>
          <Field
            name="user_code"
            label={words.label}
            hint={words.hint}
            error={problem}
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
          <Button>{words.submit}</Button>
        </Form>
      </Card>
    </Page>
  );
}
