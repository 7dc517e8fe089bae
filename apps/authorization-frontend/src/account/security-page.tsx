import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ListCredentialsResponse, Passkey, User } from '@latchkey/contracts';
import { ButtonLink, Facts, Notice, useMessages } from '@latchkey/ui';
import { PartFrame, type PartFrameProps } from './account-frame';
import { accountMessages } from './messages';
import { Moment } from './moment';
import { lackOfFactors, type WaitingRequest } from './waiting-request';

/** What the security page shows. */
export interface SecurityPageProps extends Pick<PartFrameProps, 'done'> {
  user: User;
  credentials: ListCredentialsResponse;
  /** Path of a page of the account, with what goes along on the way. */
  path: (path: string, parameters?: Record<string, string>) => string;
  /** The application that asked for a second factor, if one did. */
  waiting: WaitingRequest | undefined;
}

/** Shows somebody what they sign in with, and the ways to change it. */
export function SecurityPage({ user, credentials, done, path, waiting }: SecurityPageProps) {
  const t = useMessages(accountMessages);
  return (
    <PartFrame part="security" done={done} path={path}>
      {waiting && <WaitingNotice waiting={waiting} credentials={credentials} />}
      <PasskeySection passkeys={credentials.passkeys} path={path} />
      <AuthenticatorSection credentials={credentials} path={path} />
      <RecoverySection credentials={credentials} path={path} />
      <section class="stack-tight">
        <h2>{t('password.title')}</h2>
        <Facts
          facts={[
            {
              term: t('password.since'),
              value: (
                <Moment
                  time={credentials.passwordChangeTime && timestampDate(credentials.passwordChangeTime)}
                />
              ),
            },
          ]}
        />
        <ButtonLink kind="secondary" href={path('/account/password')}>
          {t('password.change')}
        </ButtonLink>
      </section>
      <section class="stack-tight">
        <h2>{t('email.title')}</h2>
        <Facts facts={[{ term: t('email.current'), value: user.email }]} />
        <ButtonLink kind="secondary" href={path('/account/email')}>
          {t('email.change')}
        </ButtonLink>
      </section>
    </PartFrame>
  );
}

/** Whether somebody can show more than a password. */
export function hasSecondFactor({ passkeys, totpCreateTime }: ListCredentialsResponse): boolean {
  return passkeys.length > 0 || totpCreateTime !== undefined;
}

function WaitingNotice(props: { waiting: WaitingRequest; credentials: ListCredentialsResponse }) {
  const { asked, href } = props.waiting;
  const t = useMessages(accountMessages);
  const application = asked.clientName;
  const lack = lackOfFactors(asked, props.credentials);
  if (lack) {
    return (
      <Notice>
        <p>{t(`security.${lack}`, { application })}</p>
      </Notice>
    );
  }
  return (
    <Notice>
      <div class="stack-tight">
        <p>{t('security.ready')}</p>
        <ButtonLink href={href}>{t('security.goOn', { application })}</ButtonLink>
      </div>
    </Notice>
  );
}

interface SectionProps {
  credentials: ListCredentialsResponse;
  path: SecurityPageProps['path'];
}

function PasskeySection({
  passkeys,
  path,
}: {
  passkeys: readonly Passkey[];
  path: SecurityPageProps['path'];
}) {
  const t = useMessages(accountMessages);
  return (
    <section class="stack">
      <div class="stack-tight">
        <h2>{t('passkeys.title')}</h2>
        <p class="soft">{t('passkeys.lead')}</p>
        {passkeys.length === 0 && <p>{t('passkeys.none')}</p>}
      </div>
      {passkeys.map(({ passkeyId, name, createTime, lastUseTime, synced }) => (
        <article class="stack-tight">
          <h3>{name}</h3>
          <Facts
            facts={[
              { term: t('since'), value: <Moment time={createTime && timestampDate(createTime)} /> },
              { term: t('lastUse'), value: <Moment time={lastUseTime && timestampDate(lastUseTime)} /> },
              { term: t('passkeys.keptIn'), value: t(synced ? 'passkeys.synced' : 'passkeys.single') },
            ]}
          />
          <ButtonLink kind="secondary" href={path('/account/passkeys/remove', { passkey_id: passkeyId })}>
            {t('passkeys.remove', { name })}
          </ButtonLink>
        </article>
      ))}
      <ButtonLink kind="secondary" href={path('/account/passkeys/add')}>
        {t('passkeys.add')}
      </ButtonLink>
    </section>
  );
}

function AuthenticatorSection({ credentials: { totpCreateTime }, path }: SectionProps) {
  const t = useMessages(accountMessages);
  return (
    <section class="stack-tight">
      <h2>{t('authenticator.title')}</h2>
      <p class="soft">{t('authenticator.lead')}</p>
      {totpCreateTime ? (
        <Facts facts={[{ term: t('since'), value: <Moment time={timestampDate(totpCreateTime)} /> }]} />
      ) : (
        <p>{t('authenticator.none')}</p>
      )}
      <ButtonLink kind="secondary" href={path('/account/authenticator')}>
        {t(totpCreateTime ? 'authenticator.replace' : 'authenticator.add')}
      </ButtonLink>
      {totpCreateTime && (
        <ButtonLink kind="secondary" href={path('/account/authenticator/remove')}>
          {t('authenticator.remove')}
        </ButtonLink>
      )}
    </section>
  );
}

function RecoverySection({ credentials, path }: SectionProps) {
  const t = useMessages(accountMessages);
  return (
    <section class="stack-tight">
      <h2>{t('recovery.title')}</h2>
      <p class="soft">{t('recovery.lead')}</p>
      {hasSecondFactor(credentials) ? (
        <>
          <Facts facts={[{ term: t('recovery.left'), value: String(credentials.recoveryCodesLeft) }]} />
          <ButtonLink kind="secondary" href={path('/account/recovery-codes')}>
            {t('recovery.replace')}
          </ButtonLink>
        </>
      ) : (
        <p>{t('recovery.none')}</p>
      )}
    </section>
  );
}
