import { render } from 'preact-render-to-string';
import type { ExplorerAssets } from './explorer-assets';

/** What the page needs to know. */
export interface ExplorerPageOptions {
  /** Public origin, which is also the issuer. */
  publicUrl: string;
  /** Identifier of the API, which access tokens are for. */
  audience: string;
  assets: ExplorerAssets;
}

/** The client that the explorer is, as it stands in the registry: public, authorization code alone. */
export const explorerClientId = 'demo-explorer';

/**
 * Writes the page of the explorer: the frame that the script fills.
 *
 * @param nonce lets the script add styles of its own while a dialog is open
 */
export function explorerPage({ publicUrl, audience, assets }: ExplorerPageOptions, nonce: string): string {
  const settings = {
    'data-endpoint': '/graphql/',
    'data-issuer': publicUrl,
    'data-authorization-endpoint': `${publicUrl}/authorize/`,
    'data-token-endpoint': `${publicUrl}/token/`,
    'data-client-id': explorerClientId,
    'data-redirect-uri': `${publicUrl}/graphql/callback`,
    'data-resource': audience,
    'data-scope': 'flex:read flex:control',
  };
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Explore the ResiFlex Demo API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assets.stylesheet.path} />
      </head>
      <body>
        <div id="explorer" {...settings}>
          <header id="bar">
            <h1>ResiFlex Demo API</h1>
            <a href="/graphql/schema.graphql">Schema</a>
            <a href="/">Latchkey</a>
            <p id="status" role="status"></p>
            <button id="connect" type="button" hidden>
              Connect
            </button>
          </header>
          <main id="graphiql">
            <noscript>
              The explorer needs JavaScript. The schema is at{' '}
              <a href="/graphql/schema.graphql">schema.graphql</a>.
            </noscript>
          </main>
        </div>
        <script type="module" id="script" src={assets.script.path} nonce={nonce}></script>
      </body>
    </html>
  );
  return `<!doctype html>${render(page)}`;
}
