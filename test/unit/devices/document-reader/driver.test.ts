import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { DocumentReaderConfig } from '../../../../devices/document-reader/config.ts';
import { createDocumentReader } from '../../../../devices/document-reader/create.ts';
import type { DocumentReader } from '../../../../devices/document-reader/document-reader.ts';
import {
  type DocumentReaderSimulator,
  type DocumentReaderSimulatorOptions,
  startDocumentReaderSimulator,
} from '../../../../devices/document-reader/simulator/simulator.ts';
import { socatMissing } from '../receipt-printer/pty.ts';
import { expectNothingOf, SmallBench } from '../receipt-printer/small-bench.ts';
import { germanCard, germanPassport } from './specimens.ts';

const KINDS = ['desko', 'access-is', 'elyctis'] as const;
type Kind = (typeof KINDS)[number];
const CARD = { type: 'document', kind: 'identity-card', number: 'T220001293' };
const PASSPORT = { type: 'document', kind: 'passport', number: 'C01X00T478' };
const PERSONAL = ['MUSTERMANN', 'ERIKA', 'T22000129', 'C01X00T47', '640812', '6408125'];

async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  kind: Kind,
  options: Partial<DocumentReaderSimulatorOptions> = {},
  runs?: (ms: number) => boolean,
): Promise<SmallBench<DocumentReader, DocumentReaderSimulator>> {
  const simulator = await startDocumentReaderSimulator({ link: { tcp: { port: 0 } }, framing: { kind }, ...options });
  const made = new SmallBench(
    simulator,
    (link, around) =>
      createDocumentReader(
        DocumentReaderConfig.parse({ class: 'document-reader', name: 'mrz', link, framing: kind }),
        around,
      ),
    { ...(runs !== undefined && { runs }) },
  );
  onTestFinished(() => made.stop());
  await listening(made, kind);
  return made;
}

/** Elyctis' reader sends by itself only in continuous reading. */
async function listening(at: SmallBench<DocumentReader, DocumentReaderSimulator>, kind: Kind): Promise<void> {
  await at.linked;
  if (kind === 'elyctis') await at.when(() => at.simulator.snapshot().continuous);
}

describe.concurrent.each(KINDS)('a document reader, %s', (kind) => {
  it('reports kind and number of one document after the other, and nothing else of them', async (test) => {
    // Without the timer by which an Elyctis reader is commanded to read again: here the command comes with each
    // document.
    const at = await bench(test, kind, {}, (ms) => ms !== 3_000);
    for (const [lines, event] of [
      [germanCard, CARD],
      [germanPassport, PASSPORT],
      [germanCard, CARD],
    ] as const) {
      const next = at.next();
      at.simulator.actions.swipe(lines);
      expect(await next).toEqual(event);
      at.simulator.actions.remove();
    }
    expect(at.driver.identity()).toBeNull();
    expectNothingOf(PERSONAL, at.driver.frames());
    expect(at.simulator.violations()).toEqual([]);
  });

  it.for([{ kind: 'half-document' }, { kind: 'unreadable' }] as const)(
    'reports that it could not read: $kind',
    async (fault, test) => {
      const at = await bench(test, kind);
      const first = at.next();
      at.simulator.faults.failNext(fault);
      at.simulator.actions.swipe(germanPassport);
      expect(await first).toEqual({ type: 'unreadable' });
      const second = at.next();
      at.simulator.actions.swipe(germanPassport);
      expect(await second).toEqual(PASSPORT);
      expectNothingOf(PERSONAL, at.driver.frames());
    },
  );

  it.for([{ kind: 'noise' }, { kind: 'oversized', characters: 20_000 }, { kind: 'silent' }] as const)(
    'goes on after $kind',
    async (fault, test) => {
      const at = await bench(test, kind);
      at.simulator.faults.failNext(fault);
      at.simulator.actions.swipe(germanCard);
      if (fault.kind !== 'noise') at.simulator.actions.swipe(germanPassport);
      await at.when(() => at.events.length > 0);
      expect(at.events).toEqual([fault.kind === 'noise' ? CARD : PASSPORT]);
      expectNothingOf(PERSONAL, at.driver.frames());
    },
  );

  it('drops the beginning of a zone whose end does not come', async (test) => {
    const at = await bench(test, kind);
    at.simulator.faults.failNext({ kind: 'cut-off' });
    at.simulator.actions.swipe(germanCard);
    await at.shown('zone without its end: dropped');
    const next = at.next();
    at.simulator.actions.swipe(germanPassport);
    expect(await next).toEqual(PASSPORT);
    expect(at.events).toHaveLength(1);
    expectNothingOf(PERSONAL, at.driver.frames());
  });

  it('is absent while it is unplugged, also in the middle of a zone', async (test) => {
    const at = await bench(test, kind);
    at.simulator.faults.failNext({ kind: 'cut-off' });
    at.simulator.actions.swipe(germanCard);
    await at.unplugged();
    // What still lies in the slot is read when there is power again.
    at.simulator.actions.remove();
    await at.pluggedIn();
    if (kind === 'elyctis') await at.when(() => at.simulator.snapshot().continuous);
    const next = at.next();
    at.simulator.actions.swipe(germanPassport);
    expect(await next).toEqual(PASSPORT);
    expect(at.events).toHaveLength(1);
  });

  it.skipIf(socatMissing)('on a serial port reads, is unplugged and plugged in, and reads again', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-mrz-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const at = await bench(test, kind, { link: { pty: { path: join(folder, 'mrz') } } });
    for (const [lines, event] of [
      [germanCard, CARD],
      [germanPassport, PASSPORT],
    ] as const) {
      const next = at.next();
      at.simulator.actions.swipe(lines);
      expect(await next).toEqual(event);
      if (event === PASSPORT) break;
      await at.unplugged();
      at.simulator.actions.remove();
      await at.pluggedIn();
      if (kind === 'elyctis') await at.when(() => at.simulator.snapshot().continuous);
    }
    expectNothingOf(PERSONAL, at.driver.frames());
  });
});
