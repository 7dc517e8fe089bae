import type { ProtectedResource } from '@latchkey/contracts';
import { Page, useMessages, useShell } from '@latchkey/ui';
import { pageMessages } from '../messages';
import { AuthorizationExample, ClientCredentialsExample, DeviceExample } from './example-sections';
import { exampleRequests } from './examples';
import { Hero } from './hero';
import { welcomeMessages } from './messages';
import { Addresses, GettingStarted, Resources, Standards } from './reference-sections';

/** What the welcome page shows. */
export interface WelcomePageProps {
  publicUrl: string;
  contact: string;
  /** Undefined when they could not be asked for. */
  resources: readonly ProtectedResource[] | undefined;
}

const sections = [
  ['getting-started', 'gettingStarted.heading'],
  ['authorization', 'examples.authorization.heading'],
  ['client-credentials', 'examples.clientCredentials.heading'],
  ['device', 'examples.device.heading'],
  ['resources', 'resources.heading'],
  ['addresses', 'addresses.heading'],
  ['standards', 'standards.heading'],
] as const;

/** Tells developers what this server is, and how their application gets its first token. */
export function WelcomePage({ publicUrl, contact, resources }: WelcomePageProps) {
  const t = useMessages(welcomeMessages);
  const words = useMessages(pageMessages);
  const { name } = useShell().look;
  const examples = exampleRequests(publicUrl);
  return (
    <Page
      title={t('title')}
      layout="document"
      aside={{ href: '/account', label: words('account.title') }}
      footer={<p>{t('footer', { name })}</p>}
    >
      <Hero contact={contact} />
      <div class="guide">
        <nav class="contents" aria-label={t('contents')}>
          <ul>
            {sections.map(([id, heading]) => (
              <li>
                <a href={`#${id}`}>{t(heading)}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="sections">
          <GettingStarted contact={contact} />
          <AuthorizationExample examples={examples} />
          <ClientCredentialsExample examples={examples} />
          <DeviceExample examples={examples} publicUrl={publicUrl} />
          <Resources resources={resources} />
          <Addresses publicUrl={publicUrl} />
          <Standards />
        </div>
      </div>
    </Page>
  );
}
