// The page of the explorer: GraphiQL, and a bar above it to connect with. Runs in browsers alone; the build makes
// one file of it, and connection.ts holds what is worth testing without a browser.
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { beginConnection, completeConnection, currentConnection, disconnect } from './connection';
import './explorer.css';
import { examples } from './examples';

// Dialogs of GraphiQL add a stylesheet while they are open; the library that does so looks for its nonce here.
globalThis.__webpack_nonce__ = document.getElementById('script').nonce;

const page = document.getElementById('explorer');
const settings = { ...page.dataset };
const endpoint = settings.endpoint;
const status = document.getElementById('status');
const button = document.getElementById('connect');

/** Sends one operation, with the access token of this tab if there is one. */
async function send(parameters) {
  const connection = currentConnection(sessionStorage);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      'content-type': 'application/json',
      ...(connection && { authorization: `Bearer ${connection.accessToken}` }),
    },
    body: JSON.stringify(parameters),
  });
  if (response.status === 401 && connection) {
    disconnect(sessionStorage);
    show('The connection has ended: the access token is no longer valid.');
  }
  return response.json();
}

let expiry;

/** Says who is connected, or why nobody is. */
function show(problem) {
  const connection = currentConnection(sessionStorage);
  clearTimeout(expiry);
  status.classList.toggle('problem', problem !== undefined);
  button.textContent = connection ? 'Disconnect' : 'Connect';
  button.hidden = false;
  if (!connection) {
    status.textContent = problem ?? 'Not connected: the schema can be read, answers need an access token.';
    return;
  }
  const end = new Date(connection.expiresAt);
  expiry = setTimeout(() => show('The connection has ended. Connect again.'), end.getTime() - Date.now());
  const until = end.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  status.textContent = `Connected until ${until}, for ${connection.scope}`;
  send({ query: '{ viewer { subject clientId } }' }).then(
    ({ data }) => {
      const { subject, clientId } = data?.viewer ?? {};
      if (subject) {
        status.textContent = `Connected as ${subject} through ${clientId} until ${until}, for ${connection.scope}`;
      }
    },
    () => {},
  );
}

button.addEventListener('click', async () => {
  if (currentConnection(sessionStorage)) {
    disconnect(sessionStorage);
    show();
  } else {
    location.assign(await beginConnection(settings, sessionStorage));
  }
});

async function start() {
  if (location.pathname === new URL(settings.redirectUri).pathname) {
    const callback = new URLSearchParams(location.search);
    // The code is not for the address bar, the history or a bookmark.
    history.replaceState(null, '', endpoint);
    try {
      await completeConnection(settings, sessionStorage, callback);
      show();
    } catch (error) {
      show(error.message);
    }
  } else {
    show();
  }
  createRoot(document.getElementById('graphiql')).render(
    createElement(GraphiQL, {
      fetcher: send,
      defaultTabs: examples,
      isHeadersEditorEnabled: false,
      showPersistHeadersSettings: false,
      defaultEditorToolsVisibility: 'variables',
    }),
  );
}

void start();
