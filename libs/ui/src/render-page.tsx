import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ShellProvider, type Shell } from './shell';

/** Renders a page to HTML text, ready to be sent. Text and attribute values are escaped. */
export function renderPage(page: VNode, shell: Shell): string {
  return `<!doctype html>${renderToString(<ShellProvider value={shell}>{page}</ShellProvider>)}`;
}
