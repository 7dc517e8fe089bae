import {
  Actions,
  Badge,
  Button,
  ButtonLink,
  Card,
  CardHeader,
  Facts,
  Form,
  Page,
  useMessages,
  type Language,
} from '@latchkey/ui';
import { signInPath } from '../sign-in/continuation';
import { linkKinds } from './link-kinds';
import { emailLinkMessages } from './messages';

const { askedAt, opensAt } = linkKinds.changeEmail;

/** Asks whether an account is to have this address from now on. */
export function ChangeEmailPage({
  email,
  hidden,
}: {
  email: string;
  hidden: Record<string, string | undefined>;
}) {
  const t = useMessages(emailLinkMessages);
  const title = t('changeEmail.title');
  return (
    <Page title={title} layout="flow">
      <Card>
        <CardHeader title={title} lead={t('changeEmail.lead')} />
        <Facts facts={[{ term: t('email'), value: email }]} />
        <Form action={opensAt} hidden={hidden}>
          <Button>{t('changeEmail.submit')}</Button>
        </Form>
      </Card>
    </Page>
  );
}

/** Says that a link is for another account than the one signed in, and nothing else about that account. */
export function OtherAccountPage(props: { link: string; email: string; language: Language | undefined }) {
  const { link, email, language } = props;
  const t = useMessages(emailLinkMessages);
  const title = t('changeEmail.otherTitle');
  return (
    <Page title={title} layout="flow" error>
      <Card>
        <CardHeader
          badge={<Badge symbol="problem" />}
          title={title}
          lead={t('changeEmail.otherLead', { email })}
        />
        <Actions>
          <ButtonLink href={signInPath({ to: 'changeEmail', link, language, reauthenticate: true })}>
            {t('changeEmail.otherSubmit')}
          </ButtonLink>
          <ButtonLink kind="secondary" href={askedAt}>
            {t('ended.account')}
          </ButtonLink>
        </Actions>
      </Card>
    </Page>
  );
}

/** Says that another account has the address by now. */
export function TakenPage({ email }: { email: string }) {
  const t = useMessages(emailLinkMessages);
  const title = t('changeEmail.takenTitle');
  return (
    <Page title={title} layout="flow" error>
      <Card>
        <CardHeader badge={<Badge symbol="problem" />} title={title} lead={t('changeEmail.takenLead')} />
        <Facts facts={[{ term: t('email'), value: email }]} />
        <ButtonLink kind="secondary" href={askedAt}>
          {t('ended.account')}
        </ButtonLink>
      </Card>
    </Page>
  );
}
