/**
 * S17 and S22: what a visitor tells the town, and what becomes of it, with the terminal's own store and a register that
 * can be away.
 */
import { describe, expect, it, vi } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import type { ScannerHandle } from '../../../devices/terminal/handles.ts';
import type { PaperBlock } from '../../../devices/receipt-printer/paper.ts';
import type { Page } from '../../../electron/ipc/view.ts';
import { openStore, type Store } from '../../../electron/kiosk/store/store.ts';
import { CaseStatus } from '../../../register/contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import { readCaseCode } from '../../../state-machines/parts/case-number.ts';
import { demoCatalogue } from '../../harness/catalogue.ts';
import { bootKioskHarness, keysOf, type KioskHarness } from '../../harness/kiosk-harness.ts';
import { inProcess, ScriptedTeller } from '../../harness/scripted.ts';
import { ownKey } from '../../unit/register/server/cases/support.ts';

const CATALOGUE = { ...demoCatalogue(), version: 'with a key', sealingKeys: [...ownKey().keys.publicKeys] };
const TEXT = 'Zaunkönig im Hof: wunderbar!';
const CONTACT = 'zaunkönig@musterstadt.example';
const REFERENCE = 'RM-2026-000001-7';
const AWAY = { kind: 'unreachable', reason: 'connection' } as const;

/** `disk`: whether it takes anything. */
async function boot(away = false, disk = { full: false }): Promise<{ harness: KioskHarness; store: Store }> {
  const opened = openStore(':memory:');
  const store: Store = {
    ...opened,
    enqueue(item, source) {
      if (disk.full) throw new Error('full');
      return opened.enqueue(item, source);
    },
  };
  const harness = await bootKioskHarness({
    catalogue: CATALOGUE,
    store: inProcess(store),
    before: (register) => {
      register.inboxAnswer = () =>
        away ? err(AWAY) : ok({ reference: REFERENCE, registeredAt: '2026-11-23T09:30:00+01:00' });
    },
  });
  return { harness, store };
}
const at = ({ view: { screen } }: KioskHarness): string => ('id' in screen ? screen.id : screen.kind);
const rows = (harness: KioskHarness): string[] =>
  (harness.view.screen as Page).sections
    .flatMap((section) => section.rows)
    .flatMap(({ value }) => value ?? [])
    .map((one) => ('text' in one ? one.text : one.key));

async function toReview(harness: KioskHarness, contact: string | null): Promise<void> {
  await harness.touch({ type: 'open-tile', id: 'feedback' }, { type: 'choose', id: 'praise' });
  await harness.type(TEXT);
  await harness.touch('submit', { type: 'choose', id: contact === null ? 'none' : 'contact' });
  if (contact === null) return;
  await harness.type(contact);
  await harness.touch('submit');
}
/** Sealing is done beside the clock; the register has four seconds on it. */
async function send(harness: KioskHarness, until: string): Promise<void> {
  await harness.touch({ type: 'act', id: 'confirm' });
  for (let turn = 0; at(harness) !== until; turn += 1) {
    if (turn > 2_000) throw new Error(`the screen is ${at(harness)}, not ${until}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (turn % 20 === 19 && until === 'feedback-queued') await harness.advance(500);
    await settle();
  }
}
const codesOf = (harness: KioskHarness): string[] =>
  (harness.printer.papers.at(-1)?.blocks ?? [])
    .filter((block): block is Extract<PaperBlock, { kind: 'qr' }> => block.kind === 'qr')
    .map(({ data }) => data);

describe('S17: praise, criticism, ideas', () => {
  it.each([null, CONTACT])(
    'goes from the tile to the register, with contact %s, and is on the slip with a code for S22',
    async (contact) => {
      const { harness, store } = await boot();
      await harness.enter();
      await toReview(harness, contact);
      expect([at(harness), rows(harness)]).toEqual([
        'feedback-review',
        ['feedback.topic.praise', TEXT, contact ?? 'feedback.review.none'],
      ]);
      await send(harness, 'feedback-registered');
      const [reference = '', secret = ''] = rows(harness);
      expect([reference, harness.view.bar.back]).toEqual([REFERENCE, false]);
      await harness.touch('print');
      expect(at(harness)).toBe('notice');
      expect(codesOf(harness).map(readCaseCode)).toEqual([{ reference, secret }]);
      await harness.touch('done', 'done');
      expect(harness.view.screen.kind).toBe('attract');
      // Neither text nor contact nor secret is anywhere that outlives the visit.
      const left = JSON.stringify([harness.log, store.outboxEntries(9), harness.printer.papers]).replaceAll(secret, '');
      expect(left).not.toMatch(/Zaunk|zaunk/);
      expect(JSON.stringify([harness.log, store.outboxEntries(9)])).not.toContain(secret);
    },
  );

  it('is registered with praise of one letter for seven touches, and taken home with two more', async () => {
    const { harness } = await boot();
    const touch = vi.spyOn(harness, 'touch');
    const touches = (): number => touch.mock.calls.flat().length;
    await harness.touch(
      { type: 'choose-language', language: 'de' },
      { type: 'open-tile', id: 'feedback' },
      { type: 'choose', id: 'praise' },
      { type: 'key', key: '!' },
      'submit',
      { type: 'choose', id: 'none' },
    );
    await send(harness, 'feedback-registered');
    expect(touches()).toBeLessThanOrEqual(7);
    await harness.touch('print', 'done');
    expect(touches()).toBeLessThanOrEqual(9);
  });

  it('keeps what was written through back, another language and a problem', async () => {
    const { harness } = await boot();
    await harness.enter();
    await toReview(harness, CONTACT);
    await harness.touch('back', 'back', 'back');
    expect(harness.screen('entry')).toMatchObject({
      id: 'feedback-text',
      value: TEXT,
      complete: true,
      count: { values: { used: TEXT.length, most: 2_000 } },
    });
    await harness.changeLanguage('ar');
    expect(harness.screen('entry').value).toBe(TEXT);
    await harness.touch('back', { type: 'choose', id: 'idea' });
    expect(harness.screen('entry').value).toBe(TEXT);
    expect(await harness.refuses({ type: 'clear' })).toBe(true);
    // Out of the flow only with a word about it.
    await harness.touch('back', 'back');
    expect(at(harness)).toBe('feedback-discard');
    await harness.touch({ type: 'act', id: 'keep' });
    expect(harness.screen('entry').value).toBe(TEXT);
    await harness.touch('submit', { type: 'choose', id: 'contact' });
    expect(harness.screen('entry').value).toBe(CONTACT);
    await harness.touch('back', 'back', 'back', 'back', { type: 'act', id: 'discard' });
    expect(harness.view.screen.kind).toBe('home');
  });

  it('joins marks with their letters, takes 2,000 characters and no more', async () => {
    const { harness } = await boot();
    await harness.enter();
    await harness.touch({ type: 'open-tile', id: 'feedback' }, { type: 'choose', id: 'idea' });
    expect(harness.screen('entry').complete).toBe(false);
    await harness.touch('submit');
    expect(harness.screen('entry').problem?.key).toBe('feedback.text.problem');
    await harness.touch(
      { type: 'key', key: '\u0301' },
      ...['C', '\u0306', 'a', '\u030c'].map((key) => ({ type: 'key' as const, key })),
    );
    expect(harness.screen('entry').value).toBe('C\u0306ǎ');
    await harness.touch('erase', 'erase');
    expect(harness.screen('entry').value).toBe('');
    for (let written = 0; written < 2_000; written += 8) harness.kiosk.intent({ type: 'key', key: 'Wörtchen' });
    await harness.touch({ type: 'key', key: 'x' });
    expect(harness.screen('entry').value).toBe('Wörtchen'.repeat(250));
    await harness.touch('submit', { type: 'choose', id: 'none' });
    await send(harness, 'feedback-registered');
  });

  it('that the register does not have yet is not shown as received', async () => {
    const { harness } = await boot(true);
    await harness.enter();
    await toReview(harness, null);
    await send(harness, 'feedback-queued');
    expect(keysOf(harness.view)).toEqual(
      expect.arrayContaining(['feedback.queued.title', 'feedback.queued.body', 'feedback.number']),
    );
    expect(keysOf(harness.view).filter((key) => key.startsWith('feedback.registered'))).toEqual([]);
    expect(rows(harness)[0]).toMatch(/^V-/);
    await harness.touch('print');
    expect(codesOf(harness).map((code) => readCaseCode(code)?.reference[0])).toEqual(['V']);
    expect(JSON.stringify(harness.printer.papers.at(-1))).not.toMatch(/registriert/);
  });

  it('that could not be stored stays on the display, and is sent again or discarded by the visitor', async () => {
    const disk = { full: true };
    const { harness } = await boot(false, disk);
    await harness.enter();
    await toReview(harness, null);
    await send(harness, 'feedback-failed');
    expect(keysOf(harness.view)).toContain('feedback.failed.notKept');
    await harness.touch('home');
    expect(at(harness)).toBe('feedback-discard');
    await harness.touch({ type: 'act', id: 'keep' });
    expect(harness.screen('entry').value).toBe(TEXT);
    disk.full = false;
    await harness.touch('submit', { type: 'choose', id: 'none' });
    await send(harness, 'feedback-registered');
  });

  it('is not offered where the register takes nothing sealed', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    expect(harness.screen('home').groups.flatMap(({ tiles }) => tiles.map(({ id }) => id))).toEqual([
      'document-status',
      'information',
    ]);
  });
});

describe('S22: what became of it', () => {
  const SECRET = 'ABCD-EFGH-JKMN';
  const STATUS = CaseStatus.parse({
    reference: REFERENCE,
    kind: 'feedback',
    stage: 'query',
    since: '2026-11-22T10:00:00+01:00',
    acceptedAt: '2026-11-21T10:00:00+01:00',
    missing: [{ de: 'Ein Foto' }],
    note: { de: 'Am besten bei Tag.' },
  });
  async function ask(harness: KioskHarness, reference = REFERENCE, secret = SECRET): Promise<void> {
    await harness.touch({ type: 'open-tile', id: 'case-status' });
    await harness.type(reference.replaceAll('-', ''));
    await harness.touch('submit');
    await harness.type(secret.replaceAll('-', ''));
    await harness.touch('submit');
  }

  it.each(['de', 'en', 'ar'] as const)(
    'is shown in %s with what is missing and what the office says, and taken along without the secret',
    async (language) => {
      const { harness } = await boot();
      harness.register.caseAnswer = () => ok(STATUS);
      await harness.enter(language);
      await ask(harness, 'rm-2o26-ooooo1-7', 'abcd-efgh-jkmn');
      expect(harness.register.casesAsked).toEqual([{ reference: REFERENCE, secret: SECRET }]);
      const page = harness.screen('page');
      expect(page).toMatchObject({
        id: 'case-answer',
        tone: 'warning',
        timeline: {
          steps: [{ state: 'done' }, { state: 'done' }, { id: 'query', state: 'current' }, { state: 'open' }],
        },
      });
      expect(rows(harness)).toEqual(expect.arrayContaining(['Ein Foto', 'Am besten bei Tag.', REFERENCE]));
      expect(JSON.stringify(harness.view.spoken)).toMatch(/Ein Foto.*Am besten/);
      await harness.touch('print');
      const paper = JSON.stringify(harness.printer.papers.at(-1));
      for (const part of ['Ein Foto', 'Am besten bei Tag.', REFERENCE]) expect(paper).toContain(part);
      expect(paper + JSON.stringify(harness.log)).not.toContain(SECRET);
      expect(JSON.stringify(harness.log)).not.toContain(REFERENCE);
    },
  );

  it.each([
    [{ kind: 'declined', reason: 'not-found' }, 'caseStatus.unknown.title'],
    [{ kind: 'rate-limited', retryAfterSeconds: 900 }, 'caseStatus.tooOften.title'],
    [{ kind: 'maintenance' }, 'failed.maintenance.title'],
    [{ kind: 'refused', reason: 'terminal-unknown' }, 'failed.refused.title'],
    [AWAY, 'failed.unreachable.title'],
    [{ kind: 'unavailable' }, 'failed.unreachable.title'],
  ] as const)('shows the right sentence for %j', async (failure, title) => {
    const { harness } = await boot();
    harness.register.caseAnswer = () => err(failure);
    await harness.enter();
    await ask(harness);
    expect(harness.screen('notice').title.key).toBe(title);
    if (failure.kind === 'rate-limited') expect(harness.screen('notice').body[0]?.values).toEqual({ count: 15 });
    await harness.touch('back');
    expect(harness.screen('code')).toMatchObject({ id: 'case-secret', shown: SECRET });
  });

  it('while it waits at this terminal is shown only with number and secret; once delivered, the register answers', async () => {
    const { harness, store } = await boot(true);
    await harness.enter();
    await toReview(harness, null);
    await send(harness, 'feedback-queued');
    const [number = '', secret = ''] = rows(harness);
    await harness.touch('done', 'done');
    await harness.enter();
    await ask(harness, number, secret);
    expect([at(harness), keysOf(harness.view)]).toEqual([
      'case-answer',
      expect.arrayContaining(['caseStatus.waiting.title']),
    ]);
    await harness.touch('back', 'erase', { type: 'key', key: secret.endsWith('0') ? '1' : '0' }, 'submit');
    expect(harness.screen('notice').title.key).toBe('caseStatus.unknown.title');
    const wrong = keysOf(harness.view);
    await harness.touch('home');
    await ask(harness, 'V-0000-0000', secret);
    expect(keysOf(harness.view)).toEqual(wrong);
    // Sent meanwhile: the terminal has forgotten it.
    const [entry] = store.outboxEntries(1);
    store.delivered(entry?.id ?? '', REFERENCE, harness.clock.now());
    harness.register.caseAnswer = () => err(AWAY);
    await harness.touch('home');
    await ask(harness, number, secret);
    expect(harness.screen('notice').title.key).toBe('failed.unreachable.title');
  });

  it('is looked up at once when the slip is scanned: from the attract screen, from home, and in place of another', async () => {
    const scan = new ScriptedTeller<ScannerHandle>('scanner', 'scanner');
    const harness = await bootKioskHarness({ catalogue: CATALOGUE, devices: [scan.handle] });
    harness.register.caseAnswer = (asked) =>
      asked.secret === SECRET ? ok(STATUS) : err({ kind: 'declined', reason: 'not-found' });
    scan.tell({ text: `${REFERENCE} ${SECRET}`, symbology: null });
    await settle();
    expect(harness.view.screen.kind).toBe('language');
    await harness.touch({ type: 'choose-language', language: 'ar' });
    expect([at(harness), harness.view.language]).toEqual(['case-answer', 'ar']);
    scan.tell({ text: 'FZ-2026-000002-4 ABCD-EFGH-JKMP', symbology: null });
    await settle();
    expect([harness.screen('notice').title.key, harness.register.casesAsked.length]).toEqual([
      'caseStatus.unknown.title',
      2,
    ]);
    await harness.touch('home', { type: 'open-tile', id: 'case-status' });
    expect(harness.screen('code')).toMatchObject({ shown: '', scan: true });
    scan.tell({ text: 'nothing of ours', symbology: null });
    await settle();
    expect(harness.screen('code').problem?.key).toBe('caseStatus.problem.unreadable');
    scan.tell({ text: `${REFERENCE} ${SECRET}`, symbology: null });
    await settle();
    expect(at(harness)).toBe('case-answer');
    await harness.touch('done', 'done');
    // The next visitor finds nothing of it.
    await harness.enter();
    await harness.touch({ type: 'open-tile', id: 'case-status' });
    expect(harness.screen('code').shown).toBe('');
  });

  it('cannot be guessed: after ten tries in a row the terminal waits', async () => {
    const { harness } = await boot();
    await harness.enter();
    await ask(harness, 'V-7K3M-9QXT');
    for (let again = 1; again < 10; again += 1) await harness.touch('back', 'submit');
    expect(harness.screen('notice').title.key).toBe('caseStatus.unknown.title');
    await harness.touch('back', 'submit');
    expect(harness.screen('notice').title.key).toBe('caseStatus.tooOften.title');
    await harness.advance(6_000);
    await harness.touch('back', 'submit');
    expect(harness.screen('notice').title.key).toBe('caseStatus.unknown.title');
  });
});
