/**
 * The page on which anybody checks a certificate: its seal, as text from a scanner app, or its PDF. Works without
 * scripts, but for the PDF. Its addresses are relative: a proxy may put it below a path.
 */
import type { Finding } from './findings.ts';
import { STYLE } from './style.ts';

export interface CheckPage {
  readonly finding?: Finding;
  /** Whether PDFs can be checked here. */
  readonly pdf: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Control characters and signs that turn the direction could make a value look like another. */
const html = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

export const checkPage = ({ finding, pdf }: CheckPage): string => `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bescheinigung prüfen</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Bescheinigung prüfen</h1>
${finding === undefined ? '' : findingSection(finding)}
<section aria-labelledby="seal-title">
<h2 id="seal-title">Das Siegel auf dem Papier</h2>
<form method="post" action="v">
<p id="seal-how">Lesen Sie den quadratischen Code mit einer Scanner-App, die den Inhalt als Hexadezimalzahlen oder Base64 zeigt, und fügen Sie ihn hier ein.</p>
<label for="seal">Inhalt des Codes</label>
<textarea id="seal" name="siegel" rows="6" required maxlength="8000" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="seal-how"></textarea>
<button type="submit">Siegel prüfen</button>
</form>
</section>
${
  pdf
    ? `<section aria-labelledby="pdf-title">
<h2 id="pdf-title">Die PDF-Datei</h2>
<form id="pdf-form">
<p id="pdf-how">Wählen Sie die Datei so, wie Sie sie bekommen haben. Ein Ausdruck oder ein Foto davon trägt keine Signatur.</p>
<label for="pdf">PDF-Datei</label>
<input id="pdf" type="file" accept="application/pdf,.pdf" required aria-describedby="pdf-how">
<button type="submit">Datei prüfen</button>
<p id="pdf-state" role="status"></p>
<noscript><p>Für die PDF-Datei braucht diese Seite JavaScript. Das Siegel lässt sich ohne prüfen.</p></noscript>
</form>
</section>
`
    : ''
}<p class="small">Was Sie hier einfügen, wird nur geprüft: Es wird weder gespeichert noch aufgezeichnet.</p>
</main>
${pdf ? '<script src="check.js"></script>\n' : ''}</body>
</html>
`;

function findingSection({ holds, says, rows, notes }: Finding): string {
  const list =
    rows.length === 0
      ? ''
      : `<dl>${rows.map(({ label, value }) => `<div><dt>${html(label)}</dt><dd>${html(value)}</dd></div>`).join('')}</dl>`;
  return `<section class="finding ${holds ? 'holds' : 'fails'}" aria-labelledby="finding" tabindex="-1" autofocus>
<h2 id="finding">${holds ? 'Echt' : 'Nicht gültig'}</h2>
<p>${html(says)}</p>
${list}${notes.map((note) => `<p>${html(note)}</p>`).join('')}
</section>`;
}

/** Sends the chosen file and puts the answer's page in place of this one. */
export const CHECK_SCRIPT = `'use strict';
document.addEventListener('submit', async (event) => {
  if (event.target.id !== 'pdf-form') return;
  event.preventDefault();
  const state = document.getElementById('pdf-state');
  const [file] = document.getElementById('pdf').files;
  if (!file) return;
  state.textContent = 'Die Datei wird geprüft …';
  try {
    const answer = await fetch('v/pdf', { method: 'POST', headers: { 'content-type': 'application/pdf' }, body: file });
    if (answer.status === 413) { state.textContent = 'Die Datei ist zu groß.'; return; }
    if (!answer.ok) { state.textContent = 'Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.'; return; }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelector('main').replaceWith(page.querySelector('main'));
    document.querySelector('.finding').focus();
  } catch {
    state.textContent = 'Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.';
  }
});
`;
