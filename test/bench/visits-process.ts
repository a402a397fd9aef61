/**
 * Visits of a checkout's kiosk in plain Node, as a process of its own: what its heap holds after each so many of them.
 *
 * `node --expose-gc visits-process.ts CHECKOUT COUNT EVERY` prints a line of JSON for each sample: `{ visits, bytes }`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '../../base/result.ts';
import type { HeartOptions, KioskHarness } from '../harness/kiosk-harness.ts';
import type { ScriptedEid } from '../harness/scripted-eid.ts';
import type { ScriptedDocumentPrinter, ScriptedPayment } from '../harness/scripted-payment.ts';
import type { ScriptedPrinter } from '../harness/scripted.ts';
import type { answerAll } from '../harness/services.ts';
import type { openStore } from '../../electron/kiosk/store/store.ts';
import { settle } from '../harness/manual-clock.ts';
import { moduleOf } from './checkouts.ts';

/** Milliseconds between two beginnings: 500 visits a day, which is a busy lobby. */
const VISIT_EVERY = 86_400_000 / 500;
/** One visit in so many buys a certificate. */
const BUYS_ONE_IN = 10;
const LANGUAGES = ['de', 'en', 'ar'] as const;

const [checkout = '', count = '', every = ''] = process.argv.slice(2);
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('start with --expose-gc');

const { KioskHarness: Harness } = await moduleOf<{ KioskHarness: typeof KioskHarness }>(
  checkout,
  'test/harness/kiosk-harness.ts',
);
const { ScriptedEid: Eid } = await moduleOf<{ ScriptedEid: typeof ScriptedEid }>(
  checkout,
  'test/harness/scripted-eid.ts',
);
const payments = await moduleOf<{
  ScriptedPayment: typeof ScriptedPayment;
  ScriptedDocumentPrinter: typeof ScriptedDocumentPrinter;
}>(checkout, 'test/harness/scripted-payment.ts');
const scripted = await moduleOf<{
  ScriptedPrinter: typeof ScriptedPrinter;
  inProcess: (store: ReturnType<typeof openStore>) => NonNullable<HeartOptions['store']>;
}>(checkout, 'test/harness/scripted.ts');
const { answerAll: answer } = await moduleOf<{ answerAll: typeof answerAll }>(checkout, 'test/harness/services.ts');
const { openStore: open } = await moduleOf<{ openStore: typeof openStore }>(checkout, 'electron/kiosk/store/store.ts');

const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
const eid = new Eid();
const payment = new payments.ScriptedPayment();
const paper = new payments.ScriptedDocumentPrinter();
const receipts = new scripted.ScriptedPrinter();
let issued = new Map<string, string>();
const store = scripted.inProcess(open(join(folder, 'journal.sqlite')));
const kiosk = new Harness({
  devices: [receipts, eid, payment, paper],
  store,
  before: (register) => void (issued = answer(register).issued as Map<string, string>),
});
kiosk.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
kiosk.kiosk.start();
await settle();

/** From the language to the answer about a document, typed. */
async function looksUp(at: number): Promise<void> {
  await kiosk.enter(LANGUAGES[at % LANGUAGES.length]);
  await kiosk.ask('identity-card', 'L7MX1P6W8');
  kiosk.screen('document-status');
  await kiosk.touch('cancel', 'leave');
}

/** A certificate on paper, with the card, paid, and its receipt. */
async function buys(): Promise<void> {
  await kiosk.enter('de');
  await kiosk.touch({ type: 'open-tile', id: 'certificate' }, { type: 'act', id: 'start' });
  await eid.consent();
  await kiosk.touch({ type: 'act', id: 'accept' });
  await eid.step({ step: 'card', problem: null });
  await eid.lay(true);
  await eid.secret();
  await eid.succeed();
  await eid.lay(false);
  await settle();
  await kiosk.touch({ type: 'choose', id: 'printed' }, { type: 'act', id: 'confirm' });
  await kiosk.touch({ type: 'act', id: 'end' });
}

/** What the scripted surroundings wrote down for a test. */
function forgetScripts(): void {
  for (const scripts of [kiosk, kiosk.register, kiosk.reports, eid, payment, paper, receipts] as readonly object[])
    for (const kept of Object.values(scripts)) if (Array.isArray(kept)) kept.length = 0;
  issued.clear();
}

for (let visit = 1; visit <= Number(count); visit += 1) {
  await (visit % BUYS_ONE_IN === 0 ? buys() : looksUp(visit));
  await kiosk.advance(VISIT_EVERY);
  if (kiosk.view.screen.kind !== 'attract' || kiosk.count('visit.ended') !== 1)
    throw new Error(`visit ${visit} did not end, but is on ${kiosk.view.screen.kind}`);
  forgetScripts();
  if (visit % Number(every) !== 0) continue;
  // What a finaliser frees in the first is gone in the second.
  collect();
  await settle();
  collect();
  process.stdout.write(`${JSON.stringify({ visits: visit, bytes: process.memoryUsage().heapUsed })}\n`);
}
await kiosk.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
