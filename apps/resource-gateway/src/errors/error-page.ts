import { createHash } from 'node:crypto';

const style = `
  :root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif }
  body { margin: 0 auto; max-width: 34rem; padding: 15vh 1.5rem }
  h1 { font-size: 1.5rem; line-height: 1.25 }
  code { font-size: 0.9em; overflow-wrap: anywhere }`;

const styleHash = createHash('sha256').update(style).digest('base64');

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
} as const;

interface Words {
  title: string;
  text: string;
}

const unavailable: Words = {
  title: 'This page cannot be shown right now',
  text: 'The service behind it does not answer. Nothing you did is lost: wait a moment and load the page again.',
};
const refused: Words = {
  title: 'This request was not understood',
  text: 'Go back and try again. If you followed a link, tell the people who run the site where you found it.',
};
const failed: Words = {
  title: 'Something went wrong',
  text: 'The mistake is ours. Try again later, and quote the reference below if it goes on.',
};

/** Writes a page for people that needs nothing else: the pages themselves may be what is missing. */
export function renderErrorPage(
  status: number,
  requestId: string,
): { html: string; headers: typeof headers } {
  const { title, text } = status < 500 ? refused : status === 500 ? failed : unavailable;
  // The request id has letters, digits, dots, dashes and underscores only: nothing here needs escaping.
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
<main>
  <h1>${title}</h1>
  <p>${text}</p>
  <p>Reference: <code>${requestId}</code></p>
</main>
</html>
`;
  return { html, headers };
}
