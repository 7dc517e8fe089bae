import type { ClientProfile } from '@latchkey/contracts';
import { Badge, type Fact, type Translate } from '@latchkey/ui';
import type { PageMessages } from '../messages';
import { logoPath } from './logo-route';

/** Heads a page about a client with its logo, or with its first letter. */
export function ClientBadge({ profile, name }: { profile: ClientProfile; name: string }) {
  return profile.logo.length > 0 ? <Badge picture={logoPath(profile.clientId)} /> : <Badge name={name} />;
}

/** Says who publishes a client, and whether that was checked. */
export function publisherFact(t: Translate<PageMessages>, profile: ClientProfile): Fact {
  return { term: t('consent.publisher'), value: describePublisher(t, profile) };
}

function describePublisher(
  t: Translate<PageMessages>,
  { publisherName: publisher, publisherVerified }: ClientProfile,
): string {
  if (publisher === '') return t('consent.publisherUnknown');
  return t(publisherVerified ? 'consent.publisherVerified' : 'consent.publisherUnverified', { publisher });
}
