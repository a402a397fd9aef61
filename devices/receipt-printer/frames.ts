import type { EotKind } from './commands.ts';
import { EOT, isClearResponse, processIdOf } from './commands.ts';
import type { PrinterFrame } from './codec.ts';
import type { FrameRing } from '../driver/frames.ts';

/**
 * What the technician reads of a frame from the printer. What was printed never enters: it goes the other way,
 * redacted.
 */
export function frameIn(ring: FrameRing, at: number, frame: PrinterFrame, asked: EotKind | null): void {
  const { bytes, length, meaning } = describe(frame, asked);
  if (bytes === null) ring.redacted(at, 'in', length, meaning);
  else ring.in(at, Uint8Array.from(bytes), meaning);
}

function describe(
  frame: PrinterFrame,
  asked: EotKind | null,
): { readonly bytes: readonly number[] | null; readonly length: number; readonly meaning: string } {
  switch (frame.kind) {
    case 'dle-eot':
      return {
        bytes: [frame.byte],
        length: 1,
        meaning: asked === null ? 'DLE EOT, not asked for' : `DLE EOT ${EOT[asked]} → ${eotMeaning(asked, frame.byte)}`,
      };
    case 'asb':
      return { bytes: frame.bytes, length: 4, meaning: `ASB → ${asbMeaning(frame.bytes)}` };
    case 'full-status':
      return { bytes: [0x10, 0x0f, ...frame.bytes], length: 6, meaning: `DLE EOT 20 → ${fullMeaning(frame.bytes)}` };
    case 'reply':
      return {
        bytes: [frame.byte],
        length: 1,
        meaning: `GS r → ${(frame.byte & 0x0c) !== 0 ? 'paper end' : (frame.byte & 0x03) !== 0 ? 'near end' : 'paper'}`,
      };
    case 'flow':
      return { bytes: [frame.state === 'xon' ? 0x11 : 0x13], length: 1, meaning: frame.state.toUpperCase() };
    case 'discarded':
      return { bytes: null, length: frame.count, meaning: 'discarded: belongs to no answer' };
    case 'block': {
      const bytes = [frame.header, ...[...frame.text].map((c) => c.charCodeAt(0)), 0];
      const id = processIdOf(frame.header, frame.text);
      const meaning =
        id !== null
          ? `process id ${id}`
          : isClearResponse(frame.header, frame.text)
            ? 'buffers cleared'
            : frame.header === 0x5f
              ? `GS I → ${frame.text}`
              : 'block';
      return { bytes, length: bytes.length, meaning };
    }
  }
}

const BITS: Readonly<Record<EotKind, readonly (readonly [number, string])[]>> = {
  printer: [
    [0x08, 'offline'],
    [0x20, 'waiting for recovery'],
    [0x40, 'feed button'],
  ],
  offlineCause: [
    [0x04, 'cover open'],
    [0x08, 'feed button'],
    [0x20, 'stopped: paper end'],
    [0x40, 'error'],
  ],
  errorCause: [
    [0x04, 'recoverable'],
    [0x08, 'cutter'],
    [0x20, 'unrecoverable'],
    [0x40, 'auto-recoverable'],
  ],
  paper: [
    [0x0c, 'near end'],
    [0x60, 'paper end'],
  ],
};

const named = (byte: number, bits: readonly (readonly [number, string])[]): string[] =>
  bits.filter(([mask]) => (byte & mask) !== 0).map(([, name]) => name);

const eotMeaning = (kind: EotKind, byte: number): string => named(byte, BITS[kind]).join(', ') || 'in order';

const fullMeaning = ([paper, user, recoverable, unrecoverable]: readonly [number, number, number, number]): string =>
  [
    ...named(paper, [
      [0x01, 'no paper'],
      [0x04, 'near end'],
      [0x20, 'ticket in the slot'],
      [0x40, 'virtual end'],
    ]),
    ...named(user, [
      [0x01, 'head up'],
      [0x02, 'cover open'],
    ]),
    ...named(recoverable, [[0x40, 'jam']]),
    ...named(unrecoverable, [
      [0x01, 'cutter'],
      [0x02, 'cutter cover'],
    ]),
  ].join(', ') || 'in order';

const asbMeaning = ([first, second, third]: readonly [number, number, number, number]): string =>
  [
    ...named(first, [
      [0x08, 'offline'],
      [0x20, 'cover open'],
      [0x40, 'feed button'],
    ]),
    ...named(second, [
      [0x08, 'cutter'],
      [0x20, 'unrecoverable'],
      [0x40, 'auto-recoverable'],
    ]),
    ...named(third, [
      [0x03, 'near end'],
      [0x0c, 'paper end'],
    ]),
  ].join(', ') || 'in order';
