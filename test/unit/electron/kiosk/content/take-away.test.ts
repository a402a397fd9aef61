import { describe, expect, it } from 'vitest';
import { indexCatalogue } from '../../../../../electron/kiosk/catalogue/catalogue-index.ts';
import { qrOf } from '../../../../../electron/kiosk/content/qr.ts';
import { takeAway } from '../../../../../electron/kiosk/content/take-away.ts';
import { slip } from '../../../../../electron/kiosk/print/slip.ts';
import type { AppState } from '../../../../../electron/kiosk/app-state.ts';
import { demoCatalogue } from '../../../../harness/catalogue.ts';
import { demoWorld } from '../../../../harness/paths.ts';
import { SUBJECTS } from '../../../../harness/take-away.ts';
import { readTakeAway } from '../../../../harness/take-away-reader.ts';

const PUBLIC = 'https://dokumente.musterstadt.example';
const LANGUAGES = ['de', 'en', 'ar'] as const;
/** Of a matrix with 17 + 4·version modules a side. */
const versionOf = (data: string): number => (qrOf(data).length - 17) / 4;

const world = demoWorld();
const reachable = (url = PUBLIC, more: Partial<AppState> = {}): AppState => ({
  ...world,
  config: { ...world.config, town: { ...world.config.town, publicUrl: url } },
  ...more,
});
const contentOf = (data: string) => readTakeAway(new URL(data).hash.slice(1));

describe('the code to take along, where phones reach the public pages', () => {
  for (const [name, subject] of Object.entries(SUBJECTS))
    it.each(LANGUAGES)(`holds a link with all of it behind the #, for ${name} in %s`, async (language) => {
      const { data, caption } = takeAway(subject, reachable(), language);
      const { origin, pathname, search, hash } = new URL(data);
      expect([origin, pathname, search, caption.key]).toEqual([PUBLIC, '/t', '', 'qr.page']);
      expect(hash).toMatch(/^#1\.[\w-]+$/);
      expect(versionOf(data)).toBeLessThanOrEqual(20);
      expect(await contentOf(data)).toMatchObject({ l: language });
      const paper = slip(subject, reachable(), language).blocks.flatMap((block) =>
        block.kind === 'qr' ? [block.data] : [],
      );
      // A slip with the code of a case has that one alone.
      if (name !== 'a receipt') expect(paper).toEqual([data]);
    });

  it('says of a receipt what stands on the glass, codes marked, and what they are for', async () => {
    const { data } = takeAway(SUBJECTS['a receipt'], reachable(), 'de');
    expect(await contentOf(data)).toEqual({
      l: 'de',
      t: 'Ihre Quittung',
      s: [
        {
          t: 'Lob, Kritik und Ideen',
          r: [
            { k: 'Vorgangsnummer', v: 'RM-2026-000017', c: 1 },
            { k: 'Kennwort', v: 'K7QX-2M9F-TR4W', c: 1 },
            { k: 'Gebühr', v: 'kostenlos' },
          ],
          n: 'Ihre Nachricht ist im Rathaus. Jemand liest sie. Bitte aufbewahren: Mit Vorgangsnummer und Kennwort sehen Sie am Terminal den Stand.',
        },
        {
          t: 'Meldebescheinigung',
          r: [
            { k: 'Vorgangsnummer', v: 'MB-2026-000018', c: 1 },
            { k: 'Abholcode', v: 'P4RT-9XKD-3MNB', c: 1 },
            { k: 'Abholen bis', v: '7. Dezember 2026' },
            { k: 'Gebühr', v: expect.stringMatching(/^8,00\s€ bezahlt$/) },
          ],
          n: 'Zum Schalter: Bürgerbüro im Rathaus, heute, 23. November 2026, bis 16:00 Uhr. Zeigen Sie dort diesen Code und Ihren Ausweis. Der Code gilt bis zum 7. Dezember 2026.',
        },
      ],
    });
  });

  it('names the office with its number, to be dialled', async () => {
    const { data } = takeAway(SUBJECTS['a document that is ready'], reachable(), 'ar');
    expect((await contentOf(data))?.o).toEqual({
      n: expect.any(String),
      a: expect.arrayContaining(['Marktplatz 1']),
      p: '030 23125 100',
    });
  });

  it('never holds the number of a document', async () => {
    const { data } = takeAway(SUBJECTS['a document that is ready'], reachable(), 'de');
    expect(JSON.stringify(await contentOf(data))).not.toContain('L7MX1P');
  });

  it("is the town's own page where there is one", () =>
    expect(takeAway({ kind: 'office', id: 'buergerbuero' }, reachable(), 'de').caption.key).toBe('qr.link'));

  it.each([`${PUBLIC}/`, `${PUBLIC}/foyer/`])('follows the address as configured: %s', (url) =>
    expect(takeAway(SUBJECTS['a document that is ready'], reachable(url), 'de').data).toMatch(
      new RegExp(`^${url}t#1\\.`),
    ),
  );

  it('is plain text where it would be too fine for a camera, and never longer than a code holds', () => {
    const catalogue = demoCatalogue();
    // Signs that compress badly.
    const signs = Array.from({ length: 480 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000)));
    const said = (words: string) => {
      const services = catalogue.services.slice(0, 1).map(({ url: _, ...service }) => ({
        ...service,
        requirements: { de: [{ kind: 'paragraph' as const, runs: [{ text: words }] }] },
      }));
      const known = indexCatalogue({ ...catalogue, services });
      const subject = { kind: 'service', id: services[0]?.id ?? '' } as const;
      const { data, caption } = takeAway(subject, reachable(PUBLIC, { known }), 'de');
      expect(versionOf(data)).toBeLessThanOrEqual(20);
      return caption.key;
    };
    const keys = signs.map((_, length) => said(signs.slice(0, length).join('')));
    const fit = keys.indexOf('qr.text');
    expect(fit).toBeGreaterThan(50);
    expect(new Set(keys.slice(0, fit))).toEqual(new Set(['qr.page']));
    // Longer than a line of the payload may be.
    expect([said('x'.repeat(500)), said('x'.repeat(501))]).toEqual(['qr.page', 'qr.text']);
  });

  it('holds no control characters of what a town wrote, and no number that is none', async () => {
    const catalogue = demoCatalogue();
    const offices = catalogue.offices.map(({ url: _, ...office }) => ({
      ...office,
      name: { de: 'Amt\u202e\tim\u0000Hof' },
      phone: 'nur nach Anmeldung',
    }));
    const known = indexCatalogue({ ...catalogue, offices });
    const { data } = takeAway({ kind: 'office', id: 'buergerbuero' }, reachable(PUBLIC, { known }), 'de');
    const content = await contentOf(data);
    expect(content).toMatchObject({ t: 'Amt im Hof', o: { n: 'Amt im Hof' } });
    expect(content?.o?.p).toBeUndefined();
    expect(content?.o?.a).toContain('nur nach Anmeldung');
  });
});

describe('the code to take along, without a public address', () => {
  it.each(LANGUAGES)('holds text or a code, in %s', (language) => {
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      const { data, caption } = takeAway(subject, world, language);
      expect([name, data]).not.toEqual([name, expect.stringContaining('#')]);
      expect(caption.key).toBe(name === 'a pick-up code' ? 'order.codeAsQr' : 'qr.text');
    }
  });
});
