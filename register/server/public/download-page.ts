/**
 * The page behind a download's code: it fetches the document, once, and opens it with the key that only the phone has.
 */
import { STYLE } from './style.ts';

export const DOWNLOAD_PAGE = `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Ihr Dokument</title>
<style>${STYLE}</style>
</head>
<body>
<main>
  <h1>Ihr Dokument vom Terminal</h1>
  <p id="text">Es ist verschlüsselt, und Sie können es nur ein einziges Mal laden. Speichern Sie es danach auf Ihrem Handy.</p>
  <button id="fetch" type="button">Dokument laden</button>
  <a id="save" class="button" download="Dokument.pdf" hidden>Dokument speichern</a>
  <noscript><p>Bitte erlauben Sie JavaScript für diese Seite: Ihr Handy entschlüsselt das Dokument selbst.</p></noscript>
</main>
<script src="../download.js"></script>
</body>
</html>
`;

/** Where the AusweisApp is sent at the end; the terminal shows what became of it. */
export const RETURN_PAGE = `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Anmeldung</title><style>${STYLE}</style></head>
<body><main><h1>Bitte schauen Sie auf das Terminal.</h1></main></body></html>
`;

/**
 * Runs on the phone; plain JavaScript for every browser of the last years. The document: 12 bytes of nonce, the
 * content, 16 bytes of tag (AES-256-GCM).
 */
export const DOWNLOAD_SCRIPT = `'use strict';
const text = document.getElementById('text');
const load = document.getElementById('fetch');
const save = document.getElementById('save');
const say = (words) => { text.textContent = words; };
const keyText = location.hash.slice(1);

async function open() {
  const raw = Uint8Array.from(atob(keyText.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const answer = await fetch(location.pathname, { method: 'POST' });
  if (answer.status === 404) return say('Dieser Code gilt nicht mehr: Er wurde schon benutzt oder ist abgelaufen. Am Terminal oder am Schalter bekommen Sie das Dokument noch einmal.');
  if (!answer.ok) return say('Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.');
  const sealed = new Uint8Array(await answer.arrayBuffer());
  const pdf = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, 12) }, key, sealed.slice(12));
  save.href = URL.createObjectURL(new Blob([pdf], { type: 'application/pdf' }));
  load.hidden = true;
  save.hidden = false;
  say('Ihr Dokument ist geladen. Bitte speichern Sie es jetzt.');
  history.replaceState(null, '', location.pathname);
}

if (!window.crypto || !crypto.subtle) { load.hidden = true; say('Diese Seite braucht eine sichere Verbindung (https).'); }
else if (keyText === '') { load.hidden = true; say('In der Adresse fehlt der Schlüssel. Bitte scannen Sie den Code am Terminal noch einmal.'); }
load.addEventListener('click', () => {
  load.disabled = true;
  open().catch(() => say('Das Dokument ließ sich nicht öffnen. Bitte scannen Sie den Code noch einmal.')).finally(() => { load.disabled = false; });
});
`;
