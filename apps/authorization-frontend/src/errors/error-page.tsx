import type { OAuthError } from '@latchkey/oauth';
import {
  Badge,
  ButtonLink,
  Card,
  CardHeader,
  Facts,
  formatDuration,
  formatMoment,
  Page,
  useMessages,
  useShell,
} from '@latchkey/ui';
import { pageMessages } from '../messages';
import { errorKinds, type ErrorKind } from './error-kinds';
import type { NextStep } from './page-error';

/** What an error page tells. */
export interface ErrorPageProps {
  kind: ErrorKind;
  /** Request id, by which the line in the log is found. */
  reference: string;
  time: Date;
  next?: NextStep | undefined;
  retryAfterSeconds?: number | undefined;
  /** What to tell the developers of the application. */
  refusal?: Pick<OAuthError, 'code' | 'description'>;
}

/** Says what happened, what to do, whose it is to mend, and how to find it in the log. */
export function ErrorPage({ kind, reference, time, next, retryAfterSeconds, refusal }: ErrorPageProps) {
  const t = useMessages(pageMessages);
  const { language } = useShell();
  const title = t(`errors.kinds.${kind}.title`);
  const facts = [
    { term: t('errors.mender'), value: t(`errors.menders.${errorKinds[kind].mender}`) },
    ...(retryAfterSeconds === undefined
      ? []
      : [{ term: t('errors.retryAfter'), value: formatDuration(language, retryAfterSeconds) }]),
    ...(refusal ? [{ term: t('errors.errorCode'), value: <code>{refusal.code}</code> }] : []),
    // RFC 6749 §4.1.2.1: descriptions are for developers, and in ASCII.
    ...(refusal?.description
      ? [{ term: t('errors.errorDescription'), value: <span lang="en">{refusal.description}</span> }]
      : []),
    {
      term: t('errors.time'),
      value: <time dateTime={time.toISOString()}>{formatMoment(language, time)}</time>,
    },
    { term: t('errors.reference'), value: <code>{reference}</code> },
  ];
  return (
    <Page title={title} layout="flow" error>
      <Card>
        <CardHeader badge={<Badge symbol="problem" />} title={title} />
        <div class="stack-tight">
          <p>{t(`errors.kinds.${kind}.what`)}</p>
          <p>{t(`errors.kinds.${kind}.next`)}</p>
        </div>
        {next && (
          <ButtonLink kind="secondary" href={next.href}>
            {next.to === 'application'
              ? t('errors.application', { application: next.name })
              : t(`errors.${next.to}`)}
          </ButtonLink>
        )}
        <Facts facts={facts} />
      </Card>
    </Page>
  );
}
