import { formatMoment, useMessages, useShell } from '@latchkey/ui';
import { accountMessages } from './messages';

/** Writes when something was, or that it has not been yet. */
export function Moment({ time }: { time: Date | undefined }) {
  const t = useMessages(accountMessages);
  const { language } = useShell();
  if (!time) return <>{t('never')}</>;
  return <time dateTime={time.toISOString()}>{formatMoment(language, time)}</time>;
}
