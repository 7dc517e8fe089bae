import { createAsset } from '@latchkey/ui';

/**
 * Lets the browser answer the options of a passkey form (Web Authentication Level 3 §5.1), and posts the form
 * with the answer in it. It asks nobody else: the options stand in the form. One request is under way at a time,
 * so a press of a button ends the one of autofill.
 *
 * It is text, not code of this program: it runs in browsers, as it stands here.
 */
export const passkeyScriptText = `'use strict';
const supported = typeof PublicKeyCredential === 'function'
  && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';
let underWay;

async function answer({ mode, options }, mediation) {
  underWay?.abort();
  underWay = new AbortController();
  const { signal } = underWay;
  const json = JSON.parse(options);
  const credential = mode === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json), signal })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json), signal, mediation });
  return JSON.stringify(credential.toJSON());
}

function send(form, response) {
  form.elements.namedItem('passkey_response').value = response;
  form.submit();
}

async function offerInAutofill(form) {
  try {
    if (await PublicKeyCredential.isConditionalMediationAvailable?.()) send(form, await answer(form.dataset, 'conditional'));
  } catch {
    // Nobody has pressed anything: there is nothing to say.
  }
}

for (const form of document.querySelectorAll('form[data-mode]')) {
  const button = form.querySelector('button');
  const status = form.querySelector('[role="status"]');
  if (!supported) {
    status.textContent = form.dataset.unsupported;
    continue;
  }
  button.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    status.textContent = '';
    button.disabled = true;
    try {
      send(form, await answer(form.dataset));
    } catch (error) {
      button.disabled = false;
      const { failed, cancelled, exists } = form.dataset;
      status.textContent = { NotAllowedError: cancelled, InvalidStateError: exists }[error.name] ?? failed;
    }
  });
  if (form.dataset.autofill !== undefined) void offerInAutofill(form);
}

// A page that comes back from memory holds a challenge that was used.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
`;

/** The script, to be served at its path. */
export const passkeyScript = createAsset('js', 'text/javascript; charset=utf-8', passkeyScriptText);
