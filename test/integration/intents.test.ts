import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../harness/manual-clock.ts';
import { ok } from '../../base/result.ts';
import { Intent, type View } from '../../electron/ipc/view.ts';
import { isOffered } from '../../electron/kiosk/intents/authorize.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { KioskHarness, STAFF_PIN, TECHNICIAN_PIN } from '../harness/kiosk-harness.ts';

const id = fc.constantFrom(
  'reisepass',
  'personalausweis',
  'buergerbuero',
  'ausweise',
  'receipt',
  'x',
  '__proto__',
  'constructor',
);
const with_ = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape);
const on = fc.boolean();
/** Every kind of intent that the contract knows; a new one fails the test below. */
const BY_TYPE: Record<Intent['type'], fc.Arbitrary<object>> = {
  wake: fc.constant({}),
  touch: fc.constant({}),
  back: fc.constant({}),
  cancel: fc.constant({}),
  leave: fc.constant({}),
  stay: fc.constant({}),
  'open-sheet': with_({
    sheet: fc.constantFrom('languages', 'display', 'help', 'privacy', 'imprint', 'accessibility'),
  }),
  'close-sheet': fc.constant({}),
  'ask-home': fc.constant({}),
  'go-home': fc.constant({}),
  help: fc.constant({}),
  'close-help': fc.constant({}),
  pause: fc.constant({}),
  resume: fc.constant({}),
  erase: fc.constant({}),
  clear: fc.constant({}),
  submit: fc.constant({}),
  retry: fc.constant({}),
  print: fc.constant({}),
  'show-qr': fc.constant({}),
  home: fc.constant({}),
  show: fc.constant({}),
  hide: fc.constant({}),
  choose: with_({ id: fc.oneof(id, fc.constantFrom('simple', 'printed', 'parties', 'N')) }),
  act: with_({ id: fc.oneof(id, fc.constantFrom('start', 'next', 'confirm', 'counter', 'guide')) }),
  done: fc.constant({}),
  'staff-gesture': fc.constant({}),
  'staff-close': fc.constant({}),
  'open-technician': fc.constant({}),
  'choose-language': with_({ language: fc.constantFrom('de', 'en', 'ar') }),
  'set-text-size': with_({ size: fc.constantFrom('normal', 'large', 'largest') }),
  'set-contrast': with_({ contrast: fc.constantFrom('normal', 'dark', 'high', 'yellow') }),
  'set-low-reach': with_({ on }),
  'open-tile': with_({ id: fc.constantFrom('information', 'document-status', 'certificate', 'change-pin', 'blocks') }),
  'open-topic': with_({ id: fc.oneof(id, fc.constantFrom('identity', 'papers')) }),
  'open-category': with_({ id }),
  'open-service': with_({ id }),
  'open-office': with_({ id }),
  'choose-document': with_({
    document: fc.constantFrom('identity-card', 'passport', 'provisional', 'residence-permit'),
  }),
  key: with_({
    key: fc.oneof(
      fc.constantFrom(...'LCA0123456789oäß', 'C̆', '😀', '\u202e'),
      fc.string({ minLength: 1, maxLength: 8 }),
    ),
  }),
  'staff-tab': with_({ tab: fc.constantFrom('overview', 'unfinished', 'pick-up', 'journal', 'mode') }),
  'staff-reset': with_({ reason: fc.constantFrom('visitor-left', 'visitor-asked', 'stuck', 'other') }),
  'staff-choose-mode': with_({ mode: fc.constantFrom('in-service', 'locked', 'out-of-order') }),
  'staff-confirm-mode': fc.constant({}),
  'staff-journal': with_({ filter: fc.constantFrom('all', 'visits', 'devices') }),
  'staff-settle': with_({
    id,
    outcome: fc.constantFrom('handed-over', 'dropped', 'ask', 'paid', 'not-paid', 'reverse', 'reprint'),
  }),
  'staff-come': with_({ id }),
  'staff-helped': with_({ id }),
  'select-device': with_({ name: id }),
  'open-report': fc.constant({}),
  'open-enrolment': fc.constant({}),
  'open-outbox': fc.constant({}),
  'open-log': fc.constant({}),
  'open-config': fc.constant({}),
  'log-level': with_({ level: fc.constantFrom('info', 'warning', 'error') }),
  'log-device': with_({ name: fc.oneof(id, fc.constant(null)) }),
  'log-pause': with_({ on }),
  'frame-replay': with_({ step: fc.constantFrom('start', 'first', 'back', 'next', 'last', 'end') }),
  'outbox-retry': with_({ id }),
  'outbox-export': with_({ id }),
  'outbox-choose': with_({ id }),
  'outbox-discard': with_({ id, reason: fc.constantFrom('done-otherwise', 'duplicate', 'test', 'unusable') }),
  'test-start': fc.constant({}),
  'report-save': fc.constant({}),
  'report-print': fc.constant({}),
  'test-answer': with_({ result: fc.constantFrom('passed', 'failed', 'skipped') }),
  'device-action': with_({ action: fc.constantFrom('restart', 'restart-host', 'loop-back', 'end-of-day') }),
  'show-frames': with_({ filter: fc.constantFrom('all', 'out', 'in', 'steps') }),
};
const anyIntent = fc.oneof(
  ...Object.entries(BY_TYPE).map(([type, rest]) => rest.map((fields) => ({ type, ...fields }) as Intent)),
);
/** What a finger does is offered mostly; `pick` chooses among it. `wait` lets time pass. */
const anyStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('offered' as const), pick: fc.nat(10_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('intent' as const), intent: anyIntent }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('junk' as const), junk: fc.jsonValue() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 1_000, DELAYS.warning, DELAYS.idle, DELAYS.operatorIdle),
    }),
  },
);

/** Random fingers rarely get far; some begin further in. */
const STARTS: readonly ((harness: KioskHarness) => Promise<void>)[] = [
  async () => undefined,
  (harness) => harness.enter('ar'),
  async (harness) => {
    await harness.enter();
    await harness.ask('identity-card', 'L7MX1P6W8');
  },
  async (harness) => {
    await harness.enter('en');
    await harness.touch({ type: 'open-tile', id: 'information' });
    await harness.type('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' }, { type: 'open-office', id: 'buergerbuero' });
  },
  async (harness) => {
    await harness.enter();
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician');
  },
  (harness) => harness.signIn(STAFF_PIN),
];

const still = ({ revision: _, clock: __, ...view }: View): unknown => view;
/** What the View offers right now: its own links, tiles and keys, and whatever else is in it. */
function offeredNow(view: View): Intent[] {
  const { screen } = view;
  const found: unknown[] = Object.keys(BY_TYPE).map((type) => ({ type }));
  for (const language of view.languages) found.push({ type: 'choose-language', language });
  found.push(
    { type: 'open-sheet', sheet: 'languages' },
    { type: 'open-sheet', sheet: 'display' },
    { type: 'open-sheet', sheet: 'help' },
    { type: 'open-sheet', sheet: 'privacy' },
    { type: 'set-text-size', size: 'largest' },
    { type: 'set-contrast', contrast: 'yellow' },
    { type: 'set-low-reach', on: true },
    { type: 'staff-choose-mode', mode: 'locked' },
    { type: 'staff-reset', reason: 'other' },
  );
  if (screen.kind === 'home')
    for (const tile of screen.groups.flatMap((group) => group.tiles)) found.push({ type: 'open-tile', id: tile.id });
  if (screen.kind === 'page') for (const { id: chosen } of screen.choices) found.push({ type: 'choose', id: chosen });
  if (screen.kind === 'page' || screen.kind === 'secret')
    for (const { id: action } of screen.actions) found.push({ type: 'act', id: action });
  if (screen.kind === 'entry') for (const key of 'Amt 10115') found.push({ type: 'key', key });
  if (screen.kind === 'search')
    for (const one of screen.results ?? screen.categories)
      found.push({ type: screen.results === null ? 'open-category' : 'open-service', id: one.id });
  if (screen.kind === 'search') for (const key of 'ausweis') found.push({ type: 'key', key });
  if (screen.kind === 'category') for (const one of screen.services) found.push({ type: 'open-service', id: one.id });
  if (screen.kind === 'service') for (const one of screen.offices) found.push({ type: 'open-office', id: one.id });
  if (screen.kind === 'document-type')
    for (const one of screen.types) found.push({ type: 'choose-document', document: one.type });
  if (screen.kind === 'document-number') for (const key of screen.keys) found.push({ type: 'key', key });
  if (screen.kind === 'staff-sign-in') for (const key of STAFF_PIN) found.push({ type: 'key', key });
  return found.flatMap((one) => {
    const intent = Intent.safeParse(one);
    return intent.success && isOffered(view, intent.data) ? [intent.data] : [];
  });
}

describe('a message over the bridge', () => {
  it('of every kind is listed in this test', () => {
    expect(Object.keys(BY_TYPE).sort()).toEqual(Intent.options.map((option) => option.shape.type.value).sort());
  });

  it('never throws, and has no effect where the screen does not offer it', async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...STARTS),
        fc.array(anyStep, { minLength: 5, maxLength: 30 }),
        async (begin, steps) => {
          const harness = new KioskHarness();
          harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
          harness.kiosk.start();
          await settle();
          try {
            await begin(harness);
            for (const step of steps) {
              met.add(harness.view.screen.kind);
              if (step.kind === 'wait') {
                await harness.advance(step.ms);
                continue;
              }
              const before = harness.view;
              const possible = offeredNow(before);
              const message =
                step.kind === 'offered'
                  ? possible[step.pick % possible.length]
                  : step.kind === 'intent'
                    ? step.intent
                    : step.junk;
              const parsed = Intent.safeParse(message);
              const refusals = harness.count('intent.refused');
              harness.kiosk.intent(message);
              // At once: what a thread or a promise brings later is no answer to this.
              const refused = harness.count('intent.refused') > refusals;
              expect(refused).toBe(!(parsed.success && isOffered(before, parsed.data)));
              if (refused) expect(still(harness.view)).toEqual(still(before));
              await settle();
            }
            expect(harness.count('bug')).toBe(0);
          } finally {
            await harness.stop();
          }
        },
      ),
      { numRuns: 80 },
    );
    process.stdout.write(`screens met by random touches: ${[...met].sort().join(', ')}\n`);
    expect(met.size).toBeGreaterThan(10);
  });

  it('of any other shape is refused and logged, without its content', async () => {
    const harness = new KioskHarness();
    harness.kiosk.start();
    await settle();
    for (const junk of [
      null,
      undefined,
      1,
      'wake',
      [],
      {},
      { type: 'wake2' },
      { type: 'key' },
      { type: 'key', key: '' },
      { type: 'key', key: 'Mustermann' },
      { type: 'open-service', id: 'x'.repeat(65) },
      { type: 'set-low-reach', on: 'yes' },
    ]) {
      expect(await harness.refuses(junk)).toBe(true);
      expect(harness.last('intent.refused')).toMatchObject({ intent: 'unknown', screen: 'attract', reason: 'shape' });
    }
    expect(JSON.stringify(harness.log)).not.toContain('Mustermann');
    await harness.stop();
  });
});
