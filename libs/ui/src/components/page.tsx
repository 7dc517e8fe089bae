import type { ComponentChildren } from 'preact';
import { shellMessages } from '../messages';
import { useMessages, useShell } from '../shell';
import { Brand } from './brand';
import { LanguageSwitch } from './language-switch';

/** What a page consists of. */
export interface PageProps {
  /** Title of the page, without the server's name. */
  title: string;
  /** `flow`: one narrow column with one thing to do. `document`: a wide page to read, open to search engines. */
  layout: 'flow' | 'document';
  /** Whether the page asks to correct something; screen readers hear it first, in the title. */
  error?: boolean;
  /** A link at the other end of the masthead, away from what the page is about. */
  aside?: { href: string; label: string };
  footer?: ComponentChildren;
  children: ComponentChildren;
}

/** The shell of every page: head, brand, main content, footer. Holds no script and no inline style. */
export function Page({ title, layout, error = false, aside, footer, children }: PageProps) {
  const t = useMessages(shellMessages);
  const { language, look, here } = useShell();
  const { icon, name, stylesheet } = look;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {layout === 'flow' && <meta name="robots" content="noindex" />}
        <title>{t('title', { title: error ? t('errorTitle', { title }) : title, name })}</title>
        <link rel="icon" type={icon.contentType} href={icon.path} />
        <link rel="stylesheet" href={stylesheet.path} />
      </head>
      <body class={`page ${layout}`}>
        {layout === 'document' && (
          <a class="skip" href="#main">
            {t('skipToContent')}
          </a>
        )}
        <header class="masthead">
          {layout === 'document' ? <Brand href="/" /> : <Brand />}
          {aside && (
            <a class="aside" href={aside.href}>
              {aside.label}
            </a>
          )}
        </header>
        <main class="main" id="main">
          {children}
        </main>
        {(footer || here !== undefined) && (
          <footer class="footer">
            {footer}
            <LanguageSwitch />
          </footer>
        )}
      </body>
    </html>
  );
}
