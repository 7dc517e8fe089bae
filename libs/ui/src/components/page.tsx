import type { ComponentChildren } from 'preact';
import { icon } from '../icon';
import { shellMessages } from '../messages';
import { stylesheet } from '../styles/stylesheet';
import { Brand } from './brand';

/** What a page consists of. */
export interface PageProps {
  /** Title of the page, without the product's name. */
  title: string;
  /** `flow`: one narrow column with one thing to do. `document`: a wide page to read, open to search engines. */
  layout: 'flow' | 'document';
  /** Whether the page asks to correct something; screen readers hear it first, in the title. */
  error?: boolean;
  footer?: ComponentChildren;
  children: ComponentChildren;
}

/** The shell of every page: head, brand, main content, footer. Holds no script and no inline style. */
export function Page({ title, layout, error = false, footer, children }: PageProps) {
  const named = error ? shellMessages.errorTitle(title) : title;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {layout === 'flow' && <meta name="robots" content="noindex" />}
        <title>{shellMessages.title(named)}</title>
        <link rel="icon" type={icon.contentType} href={icon.path} />
        <link rel="stylesheet" href={stylesheet.path} />
      </head>
      <body class={`page ${layout}`}>
        {layout === 'document' && (
          <a class="skip" href="#main">
            {shellMessages.skipToContent}
          </a>
        )}
        <header class="masthead">{layout === 'document' ? <Brand href="/" /> : <Brand />}</header>
        <main class="main" id="main">
          {children}
        </main>
        {footer && <footer class="footer">{footer}</footer>}
      </body>
    </html>
  );
}
