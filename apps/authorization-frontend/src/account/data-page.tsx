import { ButtonLink, useMessages } from '@latchkey/ui';
import { PartFrame, type PartFrameProps } from './account-frame';
import { accountMessages } from './messages';

/** Offers somebody their data, and the end of their account. */
export function DataPage({ path }: Pick<PartFrameProps, 'path'>) {
  const t = useMessages(accountMessages);
  return (
    <PartFrame part="data" path={path}>
      <section class="stack-tight">
        <h2>{t('data.downloadTitle')}</h2>
        <p>{t('data.downloadLead')}</p>
        <ButtonLink kind="secondary" href="/account/data/download">
          {t('data.download')}
        </ButtonLink>
      </section>
      <section class="stack-tight">
        <h2>{t('data.deleteTitle')}</h2>
        <p>{t('data.deleteLead')}</p>
        <ButtonLink kind="secondary" href={path('/account/delete')}>
          {t('deletion.title')}
        </ButtonLink>
      </section>
    </PartFrame>
  );
}
