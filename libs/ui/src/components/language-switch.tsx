import { languageNames, languages } from '../i18n/language';
import { shellMessages } from '../messages';
import { useMessages, useShell } from '../shell';

/** Name of the parameter that asks for the page in another language from now on. */
export const languageParameter = 'set_language';

/** Offers the page in the other languages; opens on demand, without a script. */
export function LanguageSwitch() {
  const t = useMessages(shellMessages);
  const { here, language } = useShell();
  if (here === undefined) return null;
  const separator = here.includes('?') ? '&' : '?';
  return (
    <details class="languages">
      <summary>
        <Globe />
        {t('language', { language: languageNames[language] })}
      </summary>
      <ul>
        {languages.map((tag) => (
          <li>
            <a
              href={`${here}${separator}${languageParameter}=${tag}`}
              lang={tag}
              hreflang={tag}
              rel="nofollow"
              aria-current={tag === language ? 'true' : undefined}
            >
              {languageNames[tag]}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Globe() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" aria-hidden="true">
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3Z" />
    </svg>
  );
}
