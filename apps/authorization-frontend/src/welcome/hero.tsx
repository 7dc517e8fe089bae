import { Actions, Badge, ButtonLink, TickList, useMessages, useShell } from '@latchkey/ui';
import { contactLink } from './contact-link';
import { welcomeMessages } from './messages';

/** Opens the welcome page: what this is, and the two ways to go on. */
export function Hero({ contact }: { contact: string }) {
  const t = useMessages(welcomeMessages);
  const { name } = useShell().look;
  return (
    <div class="hero">
      <div>
        <h1>{t('headline')}</h1>
        <p class="hero-lead">{t('lead', { name })}</p>
        <div class="hero-actions">
          <ButtonLink href={contactLink(t, contact)}>{t('request.button')}</ButtonLink>
          <ButtonLink kind="secondary" href="#authorization">
            {t('examples.authorization.heading')}
          </ButtonLink>
        </div>
      </div>
      <ConsentSketch />
    </div>
  );
}

/** A picture of the consent page, for the eye alone. */
function ConsentSketch() {
  const t = useMessages(welcomeMessages);
  return (
    <div class="sketch" aria-hidden="true">
      <Badge name={t('sketch.name')} />
      <p class="sketch-title">{t('sketch.title')}</p>
      <TickList items={[t('sketch.see'), t('sketch.control')]} />
      <Actions>
        <span class="button button-primary">{t('sketch.allow')}</span>
        <span class="button button-secondary">{t('sketch.deny')}</span>
      </Actions>
    </div>
  );
}
