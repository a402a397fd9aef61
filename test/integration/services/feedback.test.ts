/**
 * S17 and S22: what a visitor tells the town, and what becomes of it, with the terminal's own store and a register that
 * can be away.
 */
import { describe, expect, it } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import type { RemoteScanner } from '../../../devices/terminal/handles.ts';
import type { PaperBlock } from '../../../devices/receipt-printer/paper.ts';
import type { Page } from '../../../electron/ipc/view.ts';
import { openStore, type Store } from '../../../electron/kiosk/store/store.ts';
import { CaseStatus } from '../../../register/contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import { readCaseCode } from '../../../state-machines/parts/case-number.ts';
import { demoCatalogue } from '../../harness/catalogue.ts';
import { bootHeart, keysOf, type Heart } from '../../harness/heart.ts';
import { inProcess, ScriptedTeller } from '../../harness/scripted.ts';
import { ownKey } from '../../unit/register/server/cases/support.ts';

const CATALOGUE = { ...demoCatalogue(), version: 'with a key', sealingKeys: [...ownKey().keys.publicKeys] };
const TEXT = 'Zaunkönig im Hof: wunderbar!';
const CONTACT = 'zaunkönig@musterstadt.example';
const REFERENCE = 'RM-2026-000001-7';
const AWAY = { kind: 'unreachable', reason: 'connection' } as const;

/** `disk`: whether it takes anything. */
async function boot(away = false, disk = { full: false }): Promise<{ heart: Heart; store: Store }> {
  const opened = openStore(':memory:');
  const store: Store = {
    ...opened,
    enqueue(item, source) {
      if (disk.full) throw new Error('full');
      return opened.enqueue(item, source);
    },
  };
  const heart = await bootHeart({
    catalogue: CATALOGUE,
    store: inProcess(store),
    before: (register) => {
      register.inboxAnswer = () =>
        away ? err(AWAY) : ok({ reference: REFERENCE, registeredAt: '2026-11-23T09:30:00+01:00' });
    },
  });
  return { heart, store };
}
const at = ({ view: { screen } }: Heart): string => ('id' in screen ? screen.id : screen.kind);
const rows = (heart: Heart): string[] =>
  (heart.view.screen as Page).sections
    .flatMap((section) => section.rows)
    .flatMap(({ value }) => value ?? [])
    .map((one) => ('text' in one ? one.text : one.key));

async function toReview(heart: Heart, contact: string | null): Promise<void> {
  await heart.touch({ type: 'open-tile', id: 'feedback' }, { type: 'choose', id: 'praise' });
  await heart.type(TEXT);
  await heart.touch('submit', { type: 'choose', id: contact === null ? 'none' : 'contact' });
  if (contact === null) return;
  await heart.type(contact);
  await heart.touch('submit');
}
/** Sealing is done beside the clock; the register has four seconds on it. */
async function send(heart: Heart, until: string): Promise<void> {
  await heart.touch({ type: 'act', id: 'confirm' });
  for (let turn = 0; at(heart) !== until; turn += 1) {
    if (turn > 2_000) throw new Error(`the screen is ${at(heart)}, not ${until}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (turn % 20 === 19 && until === 'feedback-queued') await heart.advance(500);
    await settle();
  }
}
const codesOf = (heart: Heart): string[] =>
  (heart.printer.papers.at(-1)?.blocks ?? [])
    .filter((block): block is Extract<PaperBlock, { kind: 'qr' }> => block.kind === 'qr')
    .map(({ data }) => data);

describe('S17: praise, criticism, ideas', () => {
  it.each([null, CONTACT])(
    'goes from the tile to the register, with contact %s, and is on the slip with a code for S22',
    async (contact) => {
      const { heart, store } = await boot();
      await heart.enter();
      await toReview(heart, contact);
      expect([at(heart), rows(heart)]).toEqual([
        'feedback-review',
        ['feedback.topic.praise', TEXT, contact ?? 'feedback.review.none'],
      ]);
      await send(heart, 'feedback-registered');
      const [reference = '', secret = ''] = rows(heart);
      expect([reference, heart.view.bar.back]).toEqual([REFERENCE, false]);
      await heart.touch('print');
      expect(at(heart)).toBe('notice');
      expect(codesOf(heart).map(readCaseCode)).toEqual([{ reference, secret }]);
      await heart.touch('done', 'done');
      expect(heart.view.screen.kind).toBe('attract');
      // Neither text nor contact nor secret is anywhere that outlives the visit.
      const left = JSON.stringify([heart.log, store.outboxEntries(9), heart.printer.papers]).replaceAll(secret, '');
      expect(left).not.toMatch(/Zaunk|zaunk/);
      expect(JSON.stringify([heart.log, store.outboxEntries(9)])).not.toContain(secret);
    },
  );

  it('keeps what was written through back, another language and a problem', async () => {
    const { heart } = await boot();
    await heart.enter();
    await toReview(heart, CONTACT);
    await heart.touch('back', 'back', 'back');
    expect(heart.screen('entry')).toMatchObject({
      id: 'feedback-text',
      value: TEXT,
      complete: true,
      count: { values: { used: TEXT.length, most: 2_000 } },
    });
    await heart.touch({ type: 'choose-language', language: 'ar' });
    expect(heart.screen('entry').value).toBe(TEXT);
    await heart.touch('back', { type: 'choose', id: 'idea' });
    expect(heart.screen('entry').value).toBe(TEXT);
    expect(await heart.refuses({ type: 'clear' })).toBe(true);
    // Out of the flow only with a word about it.
    await heart.touch('back', 'back');
    expect(at(heart)).toBe('feedback-discard');
    await heart.touch({ type: 'act', id: 'keep' });
    expect(heart.screen('entry').value).toBe(TEXT);
    await heart.touch('submit', { type: 'choose', id: 'contact' });
    expect(heart.screen('entry').value).toBe(CONTACT);
    await heart.touch('back', 'back', 'back', 'back', { type: 'act', id: 'discard' });
    expect(heart.view.screen.kind).toBe('home');
  });

  it('joins marks with their letters, takes 2,000 characters and no more', async () => {
    const { heart } = await boot();
    await heart.enter();
    await heart.touch({ type: 'open-tile', id: 'feedback' }, { type: 'choose', id: 'idea' });
    expect(heart.screen('entry').complete).toBe(false);
    await heart.touch('submit');
    expect(heart.screen('entry').problem?.key).toBe('feedback.text.problem');
    await heart.touch(
      { type: 'key', key: '\u0301' },
      ...['C', '\u0306', 'a', '\u030c'].map((key) => ({ type: 'key' as const, key })),
    );
    expect(heart.screen('entry').value).toBe('C\u0306ǎ');
    await heart.touch('erase', 'erase');
    expect(heart.screen('entry').value).toBe('');
    for (let written = 0; written < 2_000; written += 8) heart.kiosk.intent({ type: 'key', key: 'Wörtchen' });
    await heart.touch({ type: 'key', key: 'x' });
    expect(heart.screen('entry').value).toBe('Wörtchen'.repeat(250));
    await heart.touch('submit', { type: 'choose', id: 'none' });
    await send(heart, 'feedback-registered');
  });

  it('that the register does not have yet is never said to be there', async () => {
    const { heart } = await boot(true);
    await heart.enter();
    await toReview(heart, null);
    await send(heart, 'feedback-queued');
    expect(keysOf(heart.view)).toEqual(
      expect.arrayContaining(['feedback.queued.title', 'feedback.queued.body', 'feedback.number']),
    );
    expect(keysOf(heart.view).filter((key) => key.startsWith('feedback.registered'))).toEqual([]);
    expect(rows(heart)[0]).toMatch(/^V-/);
    await heart.touch('print');
    expect(codesOf(heart).map((code) => readCaseCode(code)?.reference[0])).toEqual(['V']);
    expect(JSON.stringify(heart.printer.papers.at(-1))).not.toMatch(/registriert/);
  });

  it('that could not be kept is still on the glass, and is sent again or given up knowingly', async () => {
    const disk = { full: true };
    const { heart } = await boot(false, disk);
    await heart.enter();
    await toReview(heart, null);
    await send(heart, 'feedback-failed');
    expect(keysOf(heart.view)).toContain('feedback.failed.notKept');
    await heart.touch('home');
    expect(at(heart)).toBe('feedback-discard');
    await heart.touch({ type: 'act', id: 'keep' });
    expect(heart.screen('entry').value).toBe(TEXT);
    disk.full = false;
    await heart.touch('submit', { type: 'choose', id: 'none' });
    await send(heart, 'feedback-registered');
  });

  it('is no tile where the register takes nothing sealed', async () => {
    const heart = await bootHeart();
    await heart.enter();
    expect(heart.screen('home').groups.flatMap(({ tiles }) => tiles.map(({ id }) => id))).toEqual([
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
  async function ask(heart: Heart, reference = REFERENCE, secret = SECRET): Promise<void> {
    await heart.touch({ type: 'open-tile', id: 'case-status' });
    await heart.type(reference.replaceAll('-', ''));
    await heart.touch('submit');
    await heart.type(secret.replaceAll('-', ''));
    await heart.touch('submit');
  }

  it.each(['de', 'en', 'ar'] as const)(
    'is told in %s with what is missing and what the office says, and taken along without the secret',
    async (language) => {
      const { heart } = await boot();
      heart.register.caseAnswer = () => ok(STATUS);
      await heart.enter(language);
      await ask(heart, 'rm-2o26-ooooo1-7', 'abcd-efgh-jkmn');
      expect(heart.register.casesAsked).toEqual([{ reference: REFERENCE, secret: SECRET }]);
      const page = heart.screen('page');
      expect(page).toMatchObject({
        id: 'case-answer',
        tone: 'warning',
        timeline: {
          steps: [{ state: 'done' }, { state: 'done' }, { id: 'query', state: 'current' }, { state: 'open' }],
        },
      });
      expect(rows(heart)).toEqual(expect.arrayContaining(['Ein Foto', 'Am besten bei Tag.', REFERENCE]));
      expect(JSON.stringify(heart.view.spoken)).toMatch(/Ein Foto.*Am besten/);
      await heart.touch('print');
      const paper = JSON.stringify(heart.printer.papers.at(-1));
      for (const part of ['Ein Foto', 'Am besten bei Tag.', REFERENCE]) expect(paper).toContain(part);
      expect(paper + JSON.stringify(heart.log)).not.toContain(SECRET);
      expect(JSON.stringify(heart.log)).not.toContain(REFERENCE);
    },
  );

  it.each([
    [{ kind: 'declined', reason: 'not-found' }, 'caseStatus.unknown.title'],
    [{ kind: 'rate-limited', retryAfterSeconds: 900 }, 'caseStatus.tooOften.title'],
    [{ kind: 'maintenance' }, 'failed.maintenance.title'],
    [{ kind: 'refused', reason: 'terminal-unknown' }, 'failed.refused.title'],
    [AWAY, 'failed.unreachable.title'],
    [{ kind: 'unavailable' }, 'failed.unreachable.title'],
  ] as const)('says honestly what %j means', async (failure, title) => {
    const { heart } = await boot();
    heart.register.caseAnswer = () => err(failure);
    await heart.enter();
    await ask(heart);
    expect(heart.screen('notice').title.key).toBe(title);
    if (failure.kind === 'rate-limited') expect(heart.screen('notice').body[0]?.values).toEqual({ count: 15 });
    await heart.touch('back');
    expect(heart.screen('code')).toMatchObject({ id: 'case-secret', shown: SECRET });
  });

  it('waits at this terminal: said to whoever has both, and to nobody else; once it is there, the register says it', async () => {
    const { heart, store } = await boot(true);
    await heart.enter();
    await toReview(heart, null);
    await send(heart, 'feedback-queued');
    const [number = '', secret = ''] = rows(heart);
    await heart.touch('done', 'home');
    await ask(heart, number, secret);
    expect([at(heart), keysOf(heart.view)]).toEqual([
      'case-answer',
      expect.arrayContaining(['caseStatus.waiting.title']),
    ]);
    await heart.touch('back', 'erase', { type: 'key', key: secret.endsWith('0') ? '1' : '0' }, 'submit');
    expect(heart.screen('notice').title.key).toBe('caseStatus.unknown.title');
    const wrong = keysOf(heart.view);
    await heart.touch('home');
    await ask(heart, 'V-0000-0000', secret);
    expect(keysOf(heart.view)).toEqual(wrong);
    // Sent meanwhile: the terminal knows nothing of it any more that it would say.
    const [entry] = store.outboxEntries(1);
    store.delivered(entry?.id ?? '', REFERENCE, heart.clock.now());
    heart.register.caseAnswer = () => err(AWAY);
    await heart.touch('home');
    await ask(heart, number, secret);
    expect(heart.screen('notice').title.key).toBe('failed.unreachable.title');
  });

  it('is asked about at once when the slip is scanned: from attract in the language that is chosen then, from home, and in place of another', async () => {
    const scan = new ScriptedTeller<RemoteScanner>('scanner', 'scanner');
    const heart = await bootHeart({ catalogue: CATALOGUE, devices: [scan.remote] });
    heart.register.caseAnswer = (asked) =>
      asked.secret === SECRET ? ok(STATUS) : err({ kind: 'declined', reason: 'not-found' });
    scan.tell({ text: `${REFERENCE} ${SECRET}`, symbology: null });
    await settle();
    expect(heart.view.screen.kind).toBe('language');
    await heart.touch({ type: 'choose-language', language: 'ar' });
    expect([at(heart), heart.view.language]).toEqual(['case-answer', 'ar']);
    scan.tell({ text: 'FZ-2026-000002-4 ABCD-EFGH-JKMP', symbology: null });
    await settle();
    expect([heart.screen('notice').title.key, heart.register.casesAsked.length]).toEqual([
      'caseStatus.unknown.title',
      2,
    ]);
    await heart.touch('home', { type: 'open-tile', id: 'case-status' });
    expect(heart.screen('code')).toMatchObject({ shown: '', scan: true });
    scan.tell({ text: 'nothing of ours', symbology: null });
    await settle();
    expect(heart.screen('code').problem?.key).toBe('caseStatus.problem.unreadable');
    scan.tell({ text: `${REFERENCE} ${SECRET}`, symbology: null });
    await settle();
    expect(at(heart)).toBe('case-answer');
    await heart.touch('done', 'done');
    // The next visitor finds nothing of it.
    await heart.enter();
    await heart.touch({ type: 'open-tile', id: 'case-status' });
    expect(heart.screen('code').shown).toBe('');
  });

  it('is not tried out here: after ten in a row the terminal waits', async () => {
    const { heart } = await boot();
    await heart.enter();
    await ask(heart, 'V-7K3M-9QXT');
    for (let again = 1; again < 10; again += 1) await heart.touch('back', 'submit');
    expect(heart.screen('notice').title.key).toBe('caseStatus.unknown.title');
    await heart.touch('back', 'submit');
    expect(heart.screen('notice').title.key).toBe('caseStatus.tooOften.title');
    await heart.advance(6_000);
    await heart.touch('back', 'submit');
    expect(heart.screen('notice').title.key).toBe('caseStatus.unknown.title');
  });
});
