/**
 * `npm run demo`: plays one visit in the real Electron by itself and leaves a picture of each screen, the slip and a
 * page that shows them in `out/demo/`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Key } from '../../locales/keys.ts';
import { createTranslate } from '../../locales/translate.ts';
import { begin, startTerminal, touch, type TestTerminal } from '../../test/e2e/support/terminal.ts';
import { build } from '../build.ts';
import { runtime } from '../run/account.ts';
import { ROOT } from '../setup/paths.mjs';

const OUT = join(ROOT, 'out/demo');
/** Ready for collection in Musterstadt. */
const NUMBER = 'L7MX1P6W8';
const translate = createTranslate();
const w = (key: Key): string => translate('de', { key });
const say = (text: string): void => void process.stderr.write(`demo: ${text}\n`);

interface Picture {
  readonly file: string;
  readonly caption: string;
}
const pictures: Picture[] = [];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
await build();
say('starting register, printer and terminal …');
const terminal = await startTerminal();
try {
  await visit(terminal);
} finally {
  await terminal.stop();
}
writeFileSync(join(OUT, 'index.html'), page(pictures));
say(`${pictures.length} pictures; open ${join('out/demo', 'index.html')}`);

async function visit(at: TestTerminal): Promise<void> {
  let glass = await at.page();
  const show = async (name: string, caption: string): Promise<void> => {
    const file = `${String(pictures.filter(({ file }) => file !== 'zettel.png').length + 1).padStart(2, '0')}-${name}.png`;
    await glass.screenshot({ path: join(OUT, file), animations: 'disabled' });
    pictures.push({ file, caption });
    say(caption);
  };
  const begins = (words: string): RegExp => new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const titled = (key: Key): Promise<void> => glass.getByRole('heading', { level: 1, name: w(key) }).waitFor();

  await glass.locator('.attract__wake').waitFor();
  await show('start', 'Der Startbildschirm wartet auf eine Berührung');
  await begin(glass, 'de');
  await show('uebersicht', 'Die Übersicht: was hier geht, was es kostet, was man braucht');
  await touch(glass, begins(w('tile.documentStatus.title')));
  await titled('documentType.title');
  await show('dokument', 'Welches Dokument?');
  await touch(glass, begins(w('document.identityCard.title')));
  await titled('number.title');
  for (const key of NUMBER) await touch(glass, key, { exact: true });
  await show('nummer', 'Die Nummer vom Abholschein, mit den Tasten, die es gibt');
  await touch(glass, w('number.submit'));
  await titled('status.ready.title');
  await show('stand', 'Die Auskunft: wo, wann, was mitzubringen ist');
  await touch(glass, w('action.print'));
  await titled('printed.title');
  await show('gedruckt', 'Gedruckt ist erst, was der Drucker bestätigt hat');
  const paper = at.printer.papers().at(-1);
  if (paper === undefined) throw new Error('the printer confirmed a slip that is not there');
  writeFileSync(join(OUT, 'zettel.png'), paper.png());
  pictures.push({ file: 'zettel.png', caption: 'Der Zettel' });
  await touch(glass, w('action.home'));
  await titled('home.title');
  await touch(glass, begins(w('tile.information.title')));
  await titled('search.title');
  for (const key of 'pass') await touch(glass, key, { exact: true });
  await glass.locator('.services .row').first().waitFor();
  await show('suche', 'Die Suche findet auch mit Tippfehler und ohne Umlaut');
  const first = await glass.locator('.services .row__title').first().textContent();
  await touch(glass, begins(first ?? ''));
  await glass.locator('.office').first().waitFor();
  await show('leistung', 'Eine Leistung: Gebühr, Unterlagen, wo und wann');
  await touch(glass, w('office.more'));
  await glass.locator('.hours').waitFor();
  await show('amt', 'Ein Amt mit seinen Öffnungszeiten');
  await touch(glass, w('action.showQr'));
  await titled('qr.title');
  await show('qr', 'Zum Mitnehmen aufs Handy');
  await touch(glass, w('action.home'));
  await titled('home.title');
  await touch(glass, w('display.title'), { exact: true });
  await touch(glass, w('display.sizeOf.large'), { exact: true });
  await touch(glass, w('display.contrastOf.high'), { exact: true });
  await glass.locator('html[data-contrast="high"][data-text-size="large"]').waitFor();
  await show('gross', 'Große Schrift und starker Kontrast: jedes Angebot ist seine eigene Probe');
  await touch(glass, w('display.reachOf.low'), { exact: true });
  await touch(glass, w('action.done'), { exact: true });
  await glass.locator('.out-of-reach').waitFor();
  await show('tief', 'Alles in Reichweite, auch im Sitzen');
  await touch(glass, w('bar.cancel'), { exact: true });
  await touch(glass, w('leave.yes'));
  glass = await nextWindow(at);
  await begin(glass, 'ar');
  await show('arabisch', 'Dasselbe auf Arabisch, von rechts nach links');
}

/** The end of a visit takes its window along. */
async function nextWindow(at: TestTerminal): Promise<Page> {
  const glass = await at.page();
  await glass.locator('.attract__wake').waitFor();
  return glass;
}

function page(shown: readonly Picture[]): string {
  const { version, kind } = runtime();
  const figures = shown
    .map(
      ({ file, caption }) =>
        `<figure><a href="${file}"><img src="${file}" alt="${caption}"></a><figcaption>${caption}</figcaption></figure>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Foyer – ein Besuch</title>
<style>body{font-family:system-ui,sans-serif;margin:2rem;background:#f4f6fa;color:#171a2b}main{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1.5rem}figure{margin:0;background:#fff;border:1px solid #c4c9d4;border-radius:.5rem;padding:.75rem}img{width:100%;height:24rem;object-fit:contain;object-position:top}figcaption{margin-top:.5rem;font-size:.9rem}</style>
</head><body><h1>Ein Besuch am Terminal</h1><p>Gespielt im echten Electron ${version}${kind === 'stand-in' ? ' (Ersatz für die Entwicklung)' : ''}, mit Register, nachgebildetem Belegdrucker und Berührungen.</p><main>
${figures}
</main></body></html>
`;
}
