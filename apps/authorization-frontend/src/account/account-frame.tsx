import { ButtonLink, Card, CardHeader, ErrorSummary, Page, useMessages } from '@latchkey/ui';
import type { ComponentChildren } from 'preact';
import { DoneNotice, type Done } from './done';
import { accountMessages } from './messages';

const parts = { access: '/account', security: '/account/security', data: '/account/data' } as const;

/** Names a part of the account. */
export type Part = keyof typeof parts;

/** What each of the parts has in common. */
export interface PartFrameProps {
  part: Part;
  /** Confirmed above everything else. */
  done?: Done | undefined;
  /** Adds to the path of a part what goes along on the way. */
  path: (path: string) => string;
  children: ComponentChildren;
}

/** One part of the account, with the way to the others. */
export function PartFrame({ part, done, path, children }: PartFrameProps) {
  const t = useMessages(accountMessages);
  const title = t(`${part}.title`);
  return (
    <Page title={title} layout="flow">
      <Card>
        <nav class="tabs" aria-label={t('parts.label')}>
          <ul>
            {(Object.keys(parts) as Part[]).map((one) => (
              <li>
                <a href={path(parts[one])} aria-current={one === part ? 'page' : undefined}>
                  {t(`parts.${one}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <CardHeader title={title} lead={t(`${part}.lead`)} />
        <DoneNotice done={done} />
        {children}
      </Card>
    </Page>
  );
}

/** What the steps that lead away from the security part have in common. */
export interface StepFrameProps {
  title: string;
  lead?: string;
  /** What was wrong with the last attempt. */
  problems?: readonly { text: string; field?: string }[];
  /** Where the way back leads to; without it there is none. */
  back?: string;
  children: ComponentChildren;
}

/** A page with one thing to do. */
export function StepFrame({ title, lead, problems = [], back, children }: StepFrameProps) {
  const t = useMessages(accountMessages);
  return (
    <Page title={title} layout="flow" error={problems.length > 0}>
      <Card>
        <CardHeader title={title} lead={lead} />
        {problems.length > 0 && <ErrorSummary title={t('problems')} problems={problems} />}
        {children}
        {back && (
          <ButtonLink kind="link" href={back}>
            {t('parts.back')}
          </ButtonLink>
        )}
      </Card>
    </Page>
  );
}
