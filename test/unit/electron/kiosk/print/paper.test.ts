import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import type { PaperBlock } from '../../../../../devices/receipt-printer/paper.ts';
import { indexCatalogue } from '../../../../../electron/kiosk/catalogue/catalogue-index.ts';
import { qrOf } from '../../../../../electron/kiosk/content/qr.ts';
import { slip, testSlip } from '../../../../../electron/kiosk/print/slip.ts';
import { takeAway } from '../../../../../electron/kiosk/content/take-away.ts';
import { DocumentStage, DocumentType } from '../../../../../register/contract/contract.ts';
import { DEMO_DOCUMENTS, withCheckDigit } from '../../../../../register/demo/documents.ts';
import { LETTER_PEOPLE } from '../../../../../register/demo/people-letters.ts';
import type { SlipSubject } from '../../../../../state-machines/ports.ts';
import { demoCatalogue } from '../../../../harness/catalogue.ts';
import { demoWorld } from '../../../../harness/paths.ts';

const appState = demoWorld();
const LANGUAGES = ['de', 'en', 'ar'] as const;
const wordsOf = (blocks: readonly PaperBlock[]): string =>
  blocks
    .map((block) =>
      block.kind === 'text'
        ? block.text
        : block.kind === 'pair'
          ? `${block.label} ${block.value}`
          : block.kind === 'qr'
            ? block.data
            : '',
    )
    .join('\n');
const status = (more: object = {}): SlipSubject => ({
  kind: 'document-status',
  request: { type: 'identity-card', number: 'L7MX1P6W8' },
  status: { stage: 'ready', office: 'buergerbuero', ...more },
});

describe('a slip', () => {
  it.each(LANGUAGES)('in %s has town, subject, place, time and a code to take along', (language) => {
    const paper = slip(status({ pinLetter: true, since: '2026-11-20' }), appState, language);
    const words = wordsOf(paper.blocks);
    expect(paper).toMatchObject({ language, direction: language === 'ar' ? 'rtl' : 'ltr' });
    for (const part of ['Musterstadt', 'Marktplatz 1', '030 23125 100', '09:30', 'Rathaus, Eingangshalle', 'demo'])
      expect(words).toContain(part);
    expect(paper.blocks.filter((block) => block.kind === 'qr')).toHaveLength(1);
    expect(paper.repeatMark.length).toBeGreaterThan(5);
  });

  it('never holds the number of a document, for any type, stage and language', () => {
    // One number of each type in every stage and language: what is printed does not depend on the rest of the number.
    const numbers = new Map(DEMO_DOCUMENTS.map(({ type, number }) => [type, number]));
    expect(numbers.size).toBe(DocumentType.options.length);
    for (const [type, number] of numbers) {
      for (const stage of DocumentStage.options) {
        for (const language of LANGUAGES) {
          const subject: SlipSubject = {
            kind: 'document-status',
            request: { type, number },
            status: { stage, office: 'buergerbuero', since: '2026-11-20' },
          };
          const all = wordsOf(slip(subject, appState, language).blocks) + takeAway(subject, appState, language).data;
          for (const secret of [number, withCheckDigit(number), number.slice(0, 6)])
            expect(all.replaceAll(/\s/g, '')).not.toContain(secret);
        }
      }
    }
  });

  it('holds nothing that was not passed to it, whatever the names of town and place', () => {
    const letters = LETTER_PEOPLE.map(([family]) => family);
    fc.assert(
      fc.property(
        fc.constantFrom(...letters),
        fc.constantFrom(...DocumentType.options),
        fc.constantFrom(...LANGUAGES),
        (name, type, language) => {
          const config = { ...appState.config, town: { ...appState.config.town, name } };
          const paper = slip(
            { kind: 'document-status', request: { type, number: 'L7MX1P6W8' }, status: { stage: 'sent' } },
            { ...appState, config },
            language,
          );
          expect(paper.blocks[0]).toMatchObject({ kind: 'text', text: name, style: 'title' });
          expect(wordsOf(paper.blocks)).not.toContain('L7MX1P6W8');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is made for every service and every office, in every language', () => {
    const { services, offices } = demoCatalogue();
    for (const language of LANGUAGES) {
      for (const { id, name } of services)
        expect(wordsOf(slip({ kind: 'service', id }, appState, language).blocks)).toContain(name[language] ?? name.de);
      for (const { id, name } of offices)
        expect(wordsOf(slip({ kind: 'office', id }, appState, language).blocks)).toContain(name[language] ?? name.de);
    }
  });

  it('of something that is gone meanwhile is still printed', () => {
    for (const kind of ['service', 'office'] as const)
      expect(slip({ kind, id: 'gone' }, appState, 'de').blocks.length).toBeGreaterThan(3);
    expect(slip(status(), { ...appState, known: null }, 'de').blocks.length).toBeGreaterThan(3);
  });

  it("for a test has every script of the terminal's languages", () =>
    expect(wordsOf(testSlip(appState).blocks)).toMatch(/ß[\s\S]*Nguyễn[\s\S]*العربية/));
});

describe('the code to take along', () => {
  it("holds the town's own address where there is one", () => {
    expect(takeAway({ kind: 'office', id: 'buergerbuero' }, appState, 'ar')).toEqual({
      data: 'https://musterstadt.example/buergerbuero',
      caption: { key: 'qr.link' },
    });
  });

  it('fits into a code that a phone can read from a screen, also in Arabic and with much text', () => {
    const long = demoCatalogue();
    const services = long.services.map(({ url: _, ...service }) => ({
      ...service,
      requirements: { de: [{ kind: 'paragraph' as const, runs: [{ text: 'Ä'.repeat(400) }] }] },
    }));
    const offices = long.offices.map(({ url: _, ...office }) => office);
    const known = indexCatalogue({ ...long, services, offices });
    for (const language of LANGUAGES) {
      for (const subject of [
        ...services.map(({ id }) => ({ kind: 'service', id }) as const),
        ...offices.map(({ id }) => ({ kind: 'office', id }) as const),
        status(),
      ]) {
        const { data, caption } = takeAway(subject, { ...appState, known }, language);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(600);
        expect(data.length).toBeGreaterThan(5);
        expect(caption.key).toBe('qr.text');
      }
    }
  });

  it('is read by a phone as given', () => {
    const { data } = takeAway(status({ since: '2026-11-20' }), appState, 'de');
    const rows = qrOf(data);
    const [scale, quiet] = [4, 4];
    const side = (rows.length + 2 * quiet) * scale;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (const [y, row] of rows.entries())
      for (const [x, dark] of [...row].entries())
        if (dark === '1') {
          for (let dy = 0; dy < scale; dy += 1)
            for (let dx = 0; dx < scale; dx += 1)
              pixels.fill(
                0,
                (((y + quiet) * scale + dy) * side + (x + quiet) * scale + dx) * 4,
                (((y + quiet) * scale + dy) * side + (x + quiet) * scale + dx) * 4 + 3,
              );
        }
    const read = (jsQR as unknown as { default?: typeof jsQR }).default ?? jsQR;
    const found = (
      read as unknown as (pixels: Uint8ClampedArray, width: number, height: number) => { binaryData: number[] } | null
    )(pixels, side, side);
    expect(found === null ? null : Buffer.from(found.binaryData).toString('utf8')).toBe(data);
  });
});
