import type { ProtectedResource } from '@latchkey/contracts';
import { ButtonLink } from '@latchkey/ui';
import { contactLink } from './contact-link';
import { welcomeMessages } from './messages';

/** How to get an application registered, and the questions to answer. */
export function GettingStarted({ contact }: { contact: string }) {
  const { gettingStarted, request } = welcomeMessages;
  return (
    <section class="section" aria-labelledby="getting-started">
      <h2 id="getting-started">{gettingStarted.heading}</h2>
      <p class="soft">{gettingStarted.lead}</p>
      <ol class="questions">
        {request.questions.map(({ title, explanation, link }) => (
          <li class="question">
            <h3>{title}</h3>
            <p class="soft small">{explanation}</p>
            {link && (
              <p class="small">
                <a href="#resources">{link}</a>
              </p>
            )}
          </li>
        ))}
      </ol>
      <p>
        <ButtonLink href={contactLink(contact)}>{request.button}</ButtonLink>
      </p>
    </section>
  );
}

/** The specifications that this server follows. */
export function Standards() {
  const { heading, list } = welcomeMessages.standards;
  return (
    <section class="section" aria-labelledby="standards">
      <h2 id="standards">{heading}</h2>
      <ul class="standards">
        {list.map(({ rfc, name, about }) => (
          <li class="standard">
            <strong>{name}</strong>
            <span class="soft small">{about}</span>
            <a class="small" href={`https://www.rfc-editor.org/rfc/rfc${rfc}`}>
              RFC {rfc}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where the endpoints are. */
export function Addresses({ publicUrl }: { publicUrl: string }) {
  const words = welcomeMessages.addresses;
  const addresses: [name: string, path: string][] = [
    [words.issuer, ''],
    [words.metadata, '/.well-known/oauth-authorization-server'],
    [words.authorization, '/authorize/'],
    [words.token, '/token/'],
    [words.deviceAuthorization, '/device-authorization/'],
    [words.keys, '/jwks/'],
  ];
  return (
    <section class="section" aria-labelledby="addresses">
      <h2 id="addresses">{words.heading}</h2>
      <p class="soft">{words.lead}</p>
      <dl class="facts addresses">
        {addresses.map(([name, path]) => (
          <div class="fact">
            <dt>{name}</dt>
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
  const { heading, lead, none, unavailable } = welcomeMessages.resources;
  return (
    <section class="section" aria-labelledby="resources">
      <h2 id="resources">{heading}</h2>
      <p class="soft">{resources === undefined ? unavailable : resources.length === 0 ? none : lead}</p>
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
                  <code>{scope.scope}</code> <span class="soft">{scope.description}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
