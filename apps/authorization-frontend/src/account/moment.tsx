import { formatMoment, useMessages, useShell } from '@latchkey/ui';
import { pageMessages } from '../messages';

/** Writes when something was, or that it has not been yet. */
export function Moment({ time }: { time: Date | undefined }) {
  const t = useMessages(pageMessages);
  const { language } = useShell();
  if (!time) return <>{t('account.never')}</>;
  return <time dateTime={time.toISOString()}>{formatMoment(language, time)}</time>;
}
