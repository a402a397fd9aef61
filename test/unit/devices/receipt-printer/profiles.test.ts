import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DeviceConfig } from '../../../../devices/config.ts';
import { CODE_PAGES, ReceiptPrinterConfig } from '../../../../devices/receipt-printer/config.ts';
import { encodePaper } from '../../../../devices/receipt-printer/encode.ts';
import { PROFILES, type ProfileName } from '../../../../devices/receipt-printer/profiles.ts';
import { FONTS } from './papers.ts';

const jsQR = createRequire(import.meta.url)('jsqr') as (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null;
const DATA = new URL('../../../data/escpos/models.json', import.meta.url);

/** Ours and theirs; the others stand in no public table. */
const SAME: Partial<Record<ProfileName, string>> = {
  'epson-tm-t88iv': 'TM-T88IV',
  'epson-tm-t88v': 'TM-T88V',
  'epson-tm-t70ii': 'TM-T70II',
  'epson-tm-t20ii': 'TM-T20II',
  'epson-tm-t20iii': 'TM-T20III',
  'epson-tm-l90': 'TM-L90',
  'epson-tm-m30iii': 'TM-m30III',
  'citizen-ct-s651': 'CT-S651',
  'bixolon-srp-s300': 'SRP-S300',
  'metapace-t-1': 'T-1',
  'seiko-rp-f10': 'RP-F10-80mm',
};
interface Public {
  codePages: Record<string, string>;
  features: Record<string, boolean>;
  fonts: Record<string, { columns: number }>;
  media: { width: { pixels: number } };
}
const PAGE_NAMES = { cp858: 'CP858', windows1252: 'CP1252', cp852: 'CP852', cp866: 'CP866' } as const;

describe('the table of models', () => {
  const { profiles } = JSON.parse(readFileSync(DATA, 'utf8')) as { profiles: Record<string, Public> };

  it.each(Object.entries(SAME))('has %s as the public database has %s', (ours, theirs) => {
    const profile = PROFILES[ours as ProfileName];
    const known = profiles[theirs];
    expect(known?.media.width.pixels).toBe(profile.widthDots);
    expect(known?.fonts['0']?.columns).toBe(profile.columns);
    expect(known?.features.qrCode).toBe(profile.qr);
    expect(known?.features[profile.cut === 'full' ? 'paperFullCut' : 'paperPartCut']).toBe(true);
    const pages = Object.entries(PAGE_NAMES)
      .filter(([page, name]) => known?.codePages[String(CODE_PAGES[page as keyof typeof CODE_PAGES])] === name)
      .map(([page]) => page);
    expect([...profile.codePages].sort()).toEqual(pages.sort());
  });
});

describe('a model in the configuration', () => {
  const parse = (more: object) =>
    ReceiptPrinterConfig.parse({
      class: 'receipt-printer',
      name: 'beleg',
      link: { tcp: { host: 'printer' } },
      ...more,
    });

  it('fills in what is missing, and never overrides what is set', () => {
    expect(parse({})).toMatchObject({
      profile: 'epson-tm-t88vi',
      widthDots: 512,
      columns: 42,
      cut: 'partial',
      qr: true,
    });
    expect(parse({ profile: 'generic-58mm' })).toMatchObject({ widthDots: 384, columns: 32, cut: 'none', qr: false });
    expect(parse({ profile: 'generic-58mm', qr: true, cut: 'full' })).toMatchObject({
      widthDots: 384,
      cut: 'full',
      qr: true,
    });
  });

  it('has a presenter where the model has one, unless it is said to be the variant without', () => {
    expect(parse({ profile: 'custom-vkp80' }).presenter).toEqual({ steps: 8, retractAfter: 45_000 });
    expect(parse({ profile: 'custom-vkp80', presenter: { steps: 3 } }).presenter).toEqual({
      steps: 3,
      retractAfter: 45_000,
    });
    expect(parse({ profile: 'custom-vkp80', presenter: false }).presenter).toBe(false);
    expect(parse({ presenter: { retractAfter: 20_000 } }).presenter).toEqual({ steps: 8, retractAfter: 20_000 });
    const without = (Object.keys(PROFILES) as ProfileName[]).filter(
      (profile) => parse({ profile }).presenter === false,
    );
    expect(Object.keys(PROFILES).filter((profile) => !without.includes(profile as ProfileName))).toEqual([
      'custom-vkp80',
    ]);
  });

  it('is parsed again from its own output, since it crosses a process boundary', () => {
    for (const profile of Object.keys(PROFILES))
      expect(DeviceConfig.parse(parse({ profile }))).toEqual(parse({ profile }));
  });

  it('is refused with the key where a setting does not fit', () => {
    const parsed = DeviceConfig.safeParse({
      class: 'receipt-printer',
      name: 'beleg',
      link: { tcp: { host: 'printer' } },
      profile: 'generic-58mm',
      columns: 48,
    });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual(['columns']);
  });
});

describe('a printer without a command for QR codes', () => {
  it('gets them drawn, and they can be read', () => {
    const data = 'https://x.example/ä?n=1';
    const bytes = encodePaper(
      { language: 'de', direction: 'ltr', blocks: [{ kind: 'qr', data, size: 5 }], repeatMark: '' },
      { widthDots: 384, columns: 32, codePages: ['cp858'], qr: false, fonts: FONTS },
      false,
    );
    // GS v 0: width in bytes and height in dots, low byte first; a picture comes in several of them.
    const rows: boolean[][] = [];
    for (let at = 0; at < bytes.length;) {
      expect([...bytes.subarray(at, at + 4)]).toEqual([0x1d, 0x76, 0x30, 0]);
      const [stride, height] = [4, 6].map((from) => bytes[at + from]! + bytes[at + from + 1]! * 256) as [
        number,
        number,
      ];
      for (let y = 0; y < height; y++)
        rows.push(
          Array.from(
            { length: stride * 8 },
            (_, x) => (bytes[at + 8 + y * stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0,
          ),
        );
      at += 8 + stride * height;
    }
    const width = rows[0]?.length ?? 0;
    const pixels = Uint8ClampedArray.from(
      rows.flatMap((row) => row.flatMap((dark) => [dark ? 0 : 255, dark ? 0 : 255, dark ? 0 : 255, 255])),
    );
    expect(width).toBe(384);
    expect(jsQR(pixels, width, rows.length)?.data).toBe(data);
  });
});
