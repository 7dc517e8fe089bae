import { Actions, Badge, ButtonLink, TickList } from '@latchkey/ui';
import { contactLink } from './contact-link';
import { welcomeMessages as words } from './messages';

/** Opens the welcome page: what this is, and the two ways to go on. */
export function Hero({ contact }: { contact: string }) {
  return (
    <div class="hero">
      <div>
        <h1>{words.headline}</h1>
        <p class="hero-lead">{words.lead}</p>
        <div class="hero-actions">
          <ButtonLink href={contactLink(contact)}>{words.request.button}</ButtonLink>
          <ButtonLink kind="secondary" href="#authorization">
            {words.examples.authorization.heading}
          </ButtonLink>
        </div>
      </div>
      <ConsentSketch />
    </div>
  );
}

/** A picture of the consent page, for the eye alone. */
function ConsentSketch() {
  const { name, title, permissions, allow, deny } = words.sketch;
  return (
    <div class="sketch" aria-hidden="true">
      <Badge name={name} />
      <p class="sketch-title">{title}</p>
      <TickList items={permissions} />
      <Actions>
        <span class="button button-primary">{allow}</span>
        <span class="button button-secondary">{deny}</span>
      </Actions>
    </div>
  );
}
