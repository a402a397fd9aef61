/**
 * Paper in trays, as printers tell of it: PWG 5100.7 (media-ready, media-col-ready) and 5100.13 (printer-input-tray).
 */
import { describe, expect, it } from 'vitest';
import { type Attribute, GROUP, type Message, TAG, type Value } from '../../../../devices/document-printer/ipp.ts';
import { printerView, viewStatus } from '../../../../devices/document-printer/printer-view.ts';

const READY = { state: 'ready' };
const PAPER = { state: 'needs-staff', reason: 'paper' };

const octets = (text: string): Value => ({ tag: TAG.octetString, value: new TextEncoder().encode(text) });
const inputTray = (...trays: string[]): Attribute => ({ name: 'printer-input-tray', values: trays.map(octets) });
const keywords = (name: string, ...values: string[]): Attribute => ({
  name,
  values: values.map((value) => ({ tag: TAG.keyword, value })),
});
const none = (name: string, tag: number): Attribute => ({ name, values: [{ tag, value: null }] });
const number = (name: string, value: number): Attribute => ({ name, values: [{ tag: TAG.integer, value }] });
const holds = (source: string | null, x?: number, y?: number, size?: string): Value => ({
  tag: TAG.begCollection,
  value: [
    ...(x === undefined || y === undefined
      ? []
      : [
          {
            name: 'media-size',
            values: [{ tag: TAG.begCollection, value: [number('x-dimension', x), number('y-dimension', y)] }],
          },
        ]),
    ...(source === null ? [] : [keywords('media-source', source)]),
    ...(size === undefined ? [] : [keywords('media-size-name', size)]),
  ],
});
const colReady = (...values: Value[]): Attribute => ({ name: 'media-col-ready', values });
const A4 = [21_000, 29_700] as const;
const A5 = [14_800, 21_000] as const;
const LETTER = [21_590, 27_940] as const;

function view(tray: string | undefined, ...attributes: Attribute[]) {
  const operations: Attribute = {
    name: 'operations-supported',
    values: [2, 8, 9, 10, 11].map((value) => ({ tag: TAG.enum, value })),
  };
  const message: Message = {
    version: 0x0200,
    code: 0,
    id: 1,
    data: new Uint8Array(),
    groups: [{ tag: GROUP.printer, attributes: [operations, ...attributes] }],
  };
  const seen = printerView(message, tray);
  return { sheets: seen.sheets, status: viewStatus(seen, false) };
}

describe('printer-input-tray', () => {
  it.each([
    ['micrometres', 'dimunit=micrometers;mediafeed=297000;mediaxfeed=210000'],
    ['micrometres by their number', 'dimunit=4;mediafeed=297000;mediaxfeed=210000'],
    ['ten-thousandths of an inch', 'dimunit=tenThousandthsOfInches;mediafeed=116929;mediaxfeed=82677'],
    ['ten-thousandths of an inch by their number', 'dimunit=3;mediafeed=116929;mediaxfeed=82677'],
    ['inches without a unit', 'mediafeed=116929;mediaxfeed=82677'],
    ['micrometres without a unit', 'mediafeed=297000;mediaxfeed=210000'],
    ['hundredths of a millimetre without a unit', 'mediafeed=29700;mediaxfeed=21000'],
    ['hundredths of a millimetre, unit unknown', 'dimunit=unknown;mediafeed=29700;mediaxfeed=21000'],
    ['long edge first', 'dimunit=micrometers;mediafeed=210000;mediaxfeed=297000'],
  ])('of A4 in %s counts its sheets', (_what, size) => {
    const tray = (level: number) =>
      inputTray(`type=other;${size};maxcapacity=250;level=${level};unit=sheets;status=0;name=Tray 1;`);
    expect(view(undefined, tray(0))).toEqual({ sheets: 0, status: PAPER });
    expect(view(undefined, tray(40))).toEqual({ sheets: 40, status: READY });
    expect(view('tray-1', tray(0))).toEqual({ sheets: 0, status: PAPER });
    expect(view('tray-2', tray(0))).toEqual({ sheets: null, status: READY });
  });

  it('of other paper is never taken for A4, whatever its unit', () => {
    for (const size of [
      'dimunit=micrometers;mediafeed=210000;mediaxfeed=148000',
      'mediafeed=110000;mediaxfeed=85000',
      'dimunit=tenThousandthsOfInches;mediafeed=297000;mediaxfeed=210000',
    ]) {
      expect(view(undefined, inputTray(`type=other;${size};level=0;unit=sheets;name=x;`))).toEqual({
        sheets: null,
        status: READY,
      });
    }
  });

  // PrtCapacityUnitTC (RFC 3805): other, unknown, tenThousandthsOfInches, micrometers, sheets, feet, meters, items,
  // percent.
  it.each([
    ['', 7, 7],
    ['unit=sheets;', 7, 7],
    ['unit=8;', 7, 7],
    ['unit=items;', 7, 7],
    ['unit=18;', 7, 7],
    ['unit=percent;', 7, null],
    ['unit=19;', 7, null],
    ['unit=micrometers;', 7, null],
    ['unit=4;', 7, null],
    ['unit=tenThousandthsOfInches;', 7, null],
    ['unit=3;', 7, null],
    ['unit=feet;', 7, null],
    ['unit=16;', 7, null],
    ['unit=meters;', 7, null],
    ['unit=17;', 7, null],
    ['unit=other;', 7, null],
    ['unit=1;', 7, null],
    ['unit=unknown;', 7, null],
    ['unit=2;', 7, null],
  ] as const)(
    'with its level in "%s" counts sheets only where these are sheets, and an empty one in all',
    (unit, level, sheets) => {
      const tray = (of: number) =>
        inputTray(`type=other;mediafeed=29700;mediaxfeed=21000;maxcapacity=100;level=${of};${unit}name=main;`);
      expect(view(undefined, tray(level))).toEqual({ sheets, status: READY });
      expect(view(undefined, tray(0))).toEqual({ sheets: 0, status: PAPER });
      // −1 other, −2 unknown, −3 at least one.
      for (const unknown of [-1, -2, -3])
        expect(view(undefined, tray(unknown))).toEqual({ sheets: null, status: READY });
    },
  );

  it('without a size counts only when it is not empty', () => {
    const main = 'type=other;mediafeed=29700;mediaxfeed=21000;level=0;name=main;';
    for (const size of ['mediafeed=0;mediaxfeed=0', 'mediafeed=-2;mediaxfeed=-2', 'mediafeed=-1;mediaxfeed=-1']) {
      expect(view(undefined, inputTray(`type=other;${size};level=-2;name=auto;`, main))).toEqual({
        sheets: 0,
        status: PAPER,
      });
      expect(view(undefined, inputTray(`type=other;${size};level=30;name=auto;`, main))).toEqual({
        sheets: null,
        status: READY,
      });
    }
  });

  it.each(['Tray 1', 'TRAY_1', 'tray-1', ' Tray  1 '])('named "%s" is tray-1', (name) => {
    expect(view('tray-1', inputTray(`type=other;mediafeed=29700;mediaxfeed=21000;level=3;name=${name};`)).sheets).toBe(
      3,
    );
  });
});

describe('media-col-ready', () => {
  it.each([
    ['A4 in our tray', 'tray-1', [holds('tray-1', ...A4), holds('tray-2', ...A5)], READY],
    ['A5 in our tray, A4 in another', 'tray-1', [holds('tray-1', ...A5), holds('tray-2', ...A4)], PAPER],
    ['Letter in our tray', 'tray-1', [holds('tray-1', ...LETTER)], PAPER],
    ['nothing in our tray', 'tray-1', [holds('tray-2', ...A4)], PAPER],
    ['something of no size in our tray', 'tray-1', [holds('tray-1')], READY],
    ['A4 by its name in our tray', 'tray-1', [holds('tray-1', undefined, undefined, 'iso_a4_210x297mm')], READY],
    ['A5 by its name in our tray', 'tray-1', [holds('tray-1', undefined, undefined, 'iso_a5_148x210mm')], PAPER],
    ['A4 rounded from inches in our tray', 'tray-1', [holds('tray-1', 20_990, 29_704)], READY],
    ['A4 in a tray without a name', 'tray-1', [holds(null, ...A4)], READY],
    ['Letter alone', undefined, [holds('tray-1', ...LETTER)], PAPER],
    ['Letter, and something of no size', undefined, [holds('tray-1', ...LETTER), holds('tray-2')], READY],
    ['Letter and A4', undefined, [holds('tray-1', ...LETTER), holds('tray-2', ...A4)], READY],
  ] as readonly [string, string | undefined, Value[], object][])('with %s is read', (_what, tray, values, expected) => {
    expect(view(tray, colReady(...values)).status).toEqual(expected);
  });

  it('of our tray takes precedence over media-ready', () => {
    expect(
      view(
        'tray-1',
        keywords('media-ready', 'iso_a4_210x297mm'),
        colReady(holds('tray-1', ...A5), holds('tray-2', ...A4)),
      ).status,
    ).toEqual(PAPER);
  });

  it('as a member outside of a collection never throws', () => {
    expect(view(undefined, keywords('media-col-ready', 'media-size')).status).toEqual(READY);
  });
});

describe('media-ready', () => {
  it.each([
    ['no-value: nothing lies there', [none('media-ready', TAG.noValue)], PAPER],
    ['unknown: it does not say', [none('media-ready', TAG.unknown)], READY],
    ['unsupported: it cannot say', [none('media-ready', TAG.unsupported)], READY],
    ['no-value, with A4 in a collection', [none('media-ready', TAG.noValue), colReady(holds('main', ...A4))], READY],
    [
      'unknown, with Letter in a collection',
      [none('media-ready', TAG.unknown), colReady(holds('main', ...LETTER))],
      PAPER,
    ],
    ['missing, and no collection', [], READY],
    ['missing, and the collections are no-value', [none('media-col-ready', TAG.noValue)], PAPER],
    ['missing, and the collections are unknown', [none('media-col-ready', TAG.unknown)], READY],
    ['A4 among others', [keywords('media-ready', 'na_letter_8.5x11in', 'iso_a4_210x297mm')], READY],
  ] as readonly [string, Attribute[], object][])('with %s is read', (_what, attributes, expected) => {
    expect(view(undefined, ...attributes).status).toEqual(expected);
  });
});
