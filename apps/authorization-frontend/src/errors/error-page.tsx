import type { OAuthError } from '@latchkey/oauth';
import { Badge, ButtonLink, Card, CardHeader, Facts, Page } from '@latchkey/ui';
import { errorMessages, errorPageMessages as words, type ErrorKind } from './messages';

/** What an error page tells. */
export interface ErrorPageProps {
  kind: ErrorKind;
  /** Request id, by which the line in the log is found. */
  reference: string;
  /** What to tell the developers of the application. */
  refusal?: Pick<OAuthError, 'code' | 'description'>;
}

/** Says what happened, whose it is to mend, and how to find it in the log. */
export function ErrorPage({ kind, reference, refusal }: ErrorPageProps) {
  const { title, paragraphs, mender } = errorMessages[kind];
  const facts = [
    { term: words.mender, value: words.menders[mender] },
    ...(refusal ? [{ term: words.errorCode, value: <code>{refusal.code}</code> }] : []),
    ...(refusal?.description ? [{ term: words.errorDescription, value: refusal.description }] : []),
    { term: words.reference, value: <code>{reference}</code> },
  ];
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader badge={<Badge symbol="problem" />} title={title} />
        <div class="stack-tight">
          {paragraphs.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </div>
        <Facts facts={facts} />
        {kind === 'not_found' && (
          <ButtonLink kind="secondary" href="/">
            {words.home}
          </ButtonLink>
        )}
      </Card>
    </Page>
  );
}
