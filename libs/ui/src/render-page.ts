import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** Renders a page to HTML text, ready to be sent. Text and attribute values are escaped. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}
