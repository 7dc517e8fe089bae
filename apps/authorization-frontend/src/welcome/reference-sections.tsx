import type { ProtectedResource } from '@latchkey/contracts';
import { ButtonLink, useMessages, useShell } from '@latchkey/ui';
import { wordsOf } from '../scopes/describe-scopes';
import { contactLink, questions } from './contact-link';
import { welcomeMessages } from './messages';

/** How to get an application registered, and the questions to answer. */
export function GettingStarted({ contact }: { contact: string }) {
  const t = useMessages(welcomeMessages);
  return (
    <section class="section" aria-labelledby="getting-started">
      <h2 id="getting-started">{t('gettingStarted.heading')}</h2>
      <p class="soft">{t('gettingStarted.lead')}</p>
      <ol class="questions">
        {questions.map((question) => (
          <li class="question">
            <h3>{t(`request.questions.${question}.title`)}</h3>
            <p class="soft small">{t(`request.questions.${question}.explanation`)}</p>
            {question === 'resources' && (
              <p class="small">
                <a href="#resources">{t('request.seeResources')}</a>
              </p>
            )}
          </li>
        ))}
      </ol>
      <p>
        <ButtonLink href={contactLink(t, contact)}>{t('request.button')}</ButtonLink>
      </p>
    </section>
  );
}

const standards = [6749, 7636, 8628, 8252, 6750, 9068, 8707, 9207, 8414] as const;

/** The specifications that this server follows. */
export function Standards() {
  const t = useMessages(welcomeMessages);
  return (
    <section class="section" aria-labelledby="standards">
      <h2 id="standards">{t('standards.heading')}</h2>
      <ul class="standards">
        {standards.map((rfc) => (
          <li class="standard">
            <strong>{t(`standards.list.rfc${rfc}.name`)}</strong>
            <span class="soft small">{t(`standards.list.rfc${rfc}.about`)}</span>
            <a class="small" href={`https://www.rfc-editor.org/rfc/rfc${rfc}`}>
              RFC {rfc}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const endpoints = [
  ['issuer', ''],
  ['metadata', '/.well-known/oauth-authorization-server'],
  ['authorization', '/authorize/'],
  ['token', '/token/'],
  ['deviceAuthorization', '/device-authorization/'],
  ['keys', '/jwks/'],
] as const;

/** Where the endpoints are. */
export function Addresses({ publicUrl }: { publicUrl: string }) {
  const t = useMessages(welcomeMessages);
  return (
    <section class="section" aria-labelledby="addresses">
      <h2 id="addresses">{t('addresses.heading')}</h2>
      <p class="soft">{t('addresses.lead')}</p>
      <dl class="facts addresses">
        {endpoints.map(([name, path]) => (
          <div class="fact">
            <dt>{t(`addresses.${name}`)}</dt>
            <dd>
              <code>{`${publicUrl}${path}`}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The registered protected resources; undefined when they could not be asked for. */
export function Resources({ resources }: { resources: readonly ProtectedResource[] | undefined }) {
  const t = useMessages(welcomeMessages);
  const { language } = useShell();
  const lead = resources === undefined ? 'unavailable' : resources.length === 0 ? 'none' : 'lead';
  return (
    <section class="section" aria-labelledby="resources">
      <h2 id="resources">{t('resources.heading')}</h2>
      <p class="soft">{t(`resources.${lead}`)}</p>
      <ul class="resources">
        {resources?.map(({ resource, resourceName, description, scopes }) => (
          <li class="resource">
            <h3>{resourceName}</h3>
            <p>{description}</p>
            <p class="small">
              <code>{resource}</code>
            </p>
            <ul class="scopes">
              {scopes.map((scope) => (
                <li class="small">
                  <code>{scope.scope}</code> <span class="soft">{wordsOf(scope, language)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
