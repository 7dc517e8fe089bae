import { Notice, useMessages } from '@latchkey/ui';
import { accountMessages } from './messages';

/** What somebody may just have done. */
export const doneThings = [
  'withdrawn',
  'ended',
  'othersEnded',
  'passwordChanged',
  'passkeyAdded',
  'passkeyRemoved',
  'authenticatorAdded',
  'authenticatorRemoved',
] as const;

/** One of {@link doneThings}. */
export type Done = (typeof doneThings)[number];

/** Confirms what somebody has just done. */
export function DoneNotice({ done }: { done: Done | undefined }) {
  const t = useMessages(accountMessages);
  return (
    done && (
      <div role="status">
        <Notice>
          <p>{t(`done.${done}`)}</p>
        </Notice>
      </div>
    )
  );
}
