import type { ProtectedResource } from '@latchkey/contracts';
import { Page } from '@latchkey/ui';
import { AuthorizationExample, ClientCredentialsExample, DeviceExample } from './example-sections';
import { exampleRequests } from './examples';
import { Hero } from './hero';
import { welcomeMessages as words } from './messages';
import { Addresses, GettingStarted, Resources, Standards } from './reference-sections';

/** What the welcome page shows. */
export interface WelcomePageProps {
  publicUrl: string;
  contact: string;
  /** Undefined when they could not be asked for. */
  resources: readonly ProtectedResource[] | undefined;
}

const sections: [id: string, heading: string][] = [
  ['getting-started', words.gettingStarted.heading],
  ['authorization', words.examples.authorization.heading],
  ['client-credentials', words.examples.clientCredentials.heading],
  ['device', words.examples.device.heading],
  ['resources', words.resources.heading],
  ['addresses', words.addresses.heading],
  ['standards', words.standards.heading],
];

/** Tells developers what this server is, and how their application gets its first token. */
export function WelcomePage({ publicUrl, contact, resources }: WelcomePageProps) {
  const examples = exampleRequests(publicUrl);
  return (
    <Page title={words.title} layout="document" footer={<p>{words.footer}</p>}>
      <Hero contact={contact} />
      <div class="guide">
        <nav class="contents" aria-label={words.navigation.label}>
          <ul>
            {sections.map(([id, heading]) => (
              <li>
                <a href={`#${id}`}>{heading}</a>
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
