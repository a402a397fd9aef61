import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP, type Attribute, type Message, TAG } from '../../../../devices/document-printer/ipp.ts';
import { printerView, viewStatus } from '../../../../devices/document-printer/printer-view.ts';
import { concern } from '../../../../devices/document-printer/reasons.ts';
import { works } from '../../../../devices/driver/status.ts';

describe('a keyword of printer-state-reasons', () => {
  // RFC 8011, 5.4.12; the registry beside it; CUPS.
  it.each([
    ['none', null],
    ['media-empty-error', 'paper'],
    ['media-empty', 'paper'],
    ['media-needed-error', 'paper'],
    ['media-jam-error', 'jam'],
    ['media-jam-warning', 'jam'],
    ['cover-open-warning', 'cover'],
    ['door-open-error', 'cover'],
    ['interlock-open-error', 'cover'],
    ['toner-empty-error', 'toner'],
    ['marker-supply-empty-error', 'toner'],
    ['marker-waste-full-error', 'waste-full'],
    ['output-area-full-error', 'output-full'],
    ['input-tray-missing-error', 'tray'],
    ['output-tray-missing-error', 'tray'],
    ['opc-life-over-error', 'part'],
    ['developer-empty-error', 'toner'],
    ['paused', 'paused'],
    ['shutdown', 'offline'],
    ['offline-report', 'offline'],
    ['media-low-warning', 'paper-low'],
    ['media-low-report', 'paper-low'],
    ['toner-low-report', 'toner-low'],
    ['marker-supply-low-warning', 'toner-low'],
    ['marker-waste-almost-full-warning', 'waste-almost-full'],
    ['output-area-almost-full-report', 'output-almost-full'],
    ['opc-near-eol-report', 'part-worn'],
    ['media-empty-warning', 'paper-low'],
    ['toner-empty-report', 'toner-low'],
    ['cups-missing-filter-warning', 'queue'],
    ['cups-ipp-conformance-failure-report', null],
    ['fuser-unrecoverable-failure-error', 'defect'],
    ['finisher-motor-failure', 'defect'],
    ['bander-cover-open-error', 'cover'],
    ['fuser-thermistor-failure', 'defect'],
    ['stacker-almost-full-warning', 'output-almost-full'],
    ['trimmer-jam-error', 'jam'],
    ['input-tray-2-opened', 'cover'],
    ['sheet-rotator-closed-report', null],
    ['identify-printer-requested', null],
    ['com.example-strange-error', 'attention'],
    ['com.example-strange-warning', 'attention'],
    ['com.example-strange-report', null],
  ] as const)('%s means %s', (keyword, reason) => {
    const found = concern(keyword);
    expect(found === null ? null : 'reason' in found ? found.reason : found.state).toBe(reason);
  });

  it('is never less serious with -error than with -warning', () => {
    const weight = (keyword: string): number =>
      ({ faulted: 3, 'needs-staff': 2, degraded: 1, self: 1 })[concern(keyword)?.state ?? 'self'] ?? 0;
    fc.assert(
      fc.property(
        fc.constantFrom(
          'media-empty',
          'toner-empty',
          'marker-waste-full',
          'output-area-full',
          'media-jam',
          'cover-open',
          'unheard-of',
          'opc-life-over',
          'stacker-full',
        ),
        (name) => weight(`${name}-error`) >= weight(`${name}-warning`),
      ),
    );
  });

  it('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string(), (keyword) => void concern(keyword)),
      { numRuns: process.env['CI'] === undefined ? 500 : 10_000 },
    );
    for (const name of ['constructor', '__proto__', 'toString']) expect(concern(`${name}-report`)).toBeNull();
  });
});

const keywords = (name: string, ...values: string[]): Attribute => ({
  name,
  values: values.map((value) => ({ tag: TAG.keyword, value })),
});
const number = (name: string, ...values: number[]): Attribute => ({
  name,
  values: values.map((value) => ({ tag: TAG.enum, value })),
});
const printer = (...attributes: Attribute[]): Message => ({
  version: 0x0200,
  code: 0,
  id: 1,
  data: new Uint8Array(),
  groups: [{ tag: GROUP.printer, attributes: [number('operations-supported', 2, 8, 9, 10, 11), ...attributes] }],
});
const status = (...attributes: Attribute[]) => viewStatus(printerView(printer(...attributes), undefined), false);

describe('a printer as a whole', () => {
  it.each([
    ['says nothing of its paper', [], { state: 'ready' }],
    ['has A4', [keywords('media-ready', 'na_letter_8.5x11in', 'iso_a4_210x297mm')], { state: 'ready' }],
    [
      'has other paper only',
      [keywords('media-ready', 'na_letter_8.5x11in')],
      { state: 'needs-staff', reason: 'paper' },
    ],
    [
      'has no PDF',
      [{ name: 'document-format-supported', values: [{ tag: TAG.mimeMediaType, value: 'image/urf' }] }],
      { state: 'faulted', reason: 'no-pdf' },
    ],
    ['knows no A4', [keywords('media-supported', 'na_letter_8.5x11in')], { state: 'faulted', reason: 'no-a4' }],
    [
      'takes no jobs',
      [{ name: 'printer-is-accepting-jobs', values: [{ tag: TAG.boolean, value: false }] }],
      { state: 'faulted', reason: 'queue' },
    ],
    [
      'is stopped and does not say why',
      [number('printer-state', 5), keywords('printer-state-reasons', 'none')],
      { state: 'needs-staff', reason: 'attention' },
    ],
    [
      'has two things to say',
      [keywords('printer-state-reasons', 'toner-low-warning', 'media-jam-error')],
      { state: 'needs-staff', reason: 'jam' },
    ],
    [
      'is low on two',
      [keywords('printer-state-reasons', 'toner-low-report', 'media-low-report', 'toner-low-warning')],
      { state: 'degraded', reasons: ['toner-low', 'paper-low'] },
    ],
    ['warms up', [keywords('printer-state-reasons', 'fuser-under-temp-warning')], { state: 'busy', reason: 'self' }],
    [
      'counts its sheets, and has none',
      [
        {
          name: 'printer-input-tray',
          values: [
            {
              tag: TAG.octetString,
              value: new TextEncoder().encode(
                'type=other;mediafeed=29700;mediaxfeed=21000;maxcapacity=250;level=0;name=main;',
              ),
            },
          ],
        },
      ],
      { state: 'needs-staff', reason: 'paper' },
    ],
  ] as const)('that %s', (_what, attributes, expected) => {
    expect(status(...(attributes as readonly Attribute[]))).toEqual(expected);
  });

  it('that lacks a required operation is unsupported', () => {
    const poor = {
      ...printer(),
      groups: [{ tag: GROUP.printer, attributes: [number('operations-supported', 2, 11)] }],
    };
    expect(viewStatus(printerView(poor, undefined), false)).toEqual({ state: 'faulted', reason: 'operations' });
  });

  it('works while it prints our job, whatever it reports of its connection', () => {
    const busy = viewStatus(
      printerView(
        printer(number('printer-state', 4), keywords('printer-state-reasons', 'connecting-to-device')),
        undefined,
      ),
      true,
    );
    expect(busy).toEqual({ state: 'busy', reason: 'job' });
    expect(works(busy)).toBe(true);
  });
});
