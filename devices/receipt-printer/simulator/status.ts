/** The printer's condition, from which every status byte is made. */
export interface Condition {
  readonly coverOpen: boolean;
  readonly nearEnd: boolean;
  readonly paperEnd: boolean;
  readonly cutterError: boolean;
  readonly headHot: boolean;
  /** Paper is stuck at the presenter's exit; never without a presenter. */
  readonly exitJam: boolean;
}

export function isOffline(c: Condition): boolean {
  return isStopped(c) || c.exitJam;
}

/**
 * Nothing in the buffer is executed. A jam at the exit holds up only what moves paper: the ejector's status is still
 * sent.
 */
export function isStopped(c: Condition): boolean {
  return c.coverOpen || c.paperEnd || c.cutterError || c.headHot;
}

/** DLE EOT n, 1..4: one byte with the fixed pattern 0xx1xx10. Null: a printer does not answer this n. */
export function realTimeStatus(n: number, c: Condition): number | null {
  switch (n) {
    case 1:
      return 0x12 | (isOffline(c) ? 0x08 : 0);
    case 2:
      return (
        0x12 | (c.coverOpen ? 0x04 : 0) | (c.paperEnd ? 0x20 : 0) | (c.cutterError || c.headHot || c.exitJam ? 0x40 : 0)
      );
    case 3:
      return 0x12 | (c.cutterError ? 0x08 : 0) | (c.headHot ? 0x40 : 0);
    case 4:
      return 0x12 | (c.nearEnd || c.paperEnd ? 0x0c : 0) | (c.paperEnd ? 0x60 : 0);
    default:
      return null;
  }
}

/** The four bytes of the automatic status (GS a). */
export function automaticStatus(c: Condition): Uint8Array {
  return Uint8Array.of(
    0x10 | (isOffline(c) ? 0x08 : 0) | (c.coverOpen ? 0x20 : 0),
    (c.cutterError ? 0x08 : 0) | (c.headHot ? 0x40 : 0),
    (c.nearEnd || c.paperEnd ? 0x03 : 0) | (c.paperEnd ? 0x0c : 0),
    0x0f,
  );
}

/**
 * Whether the difference between two conditions is one that the mask of GS a asks for (0x02 online, 0x04 error, 0x08
 * roll).
 */
export function concerns(mask: number, before: Condition, after: Condition): boolean {
  const online = isOffline(before) !== isOffline(after) || before.coverOpen !== after.coverOpen;
  const error = before.cutterError !== after.cutterError || before.headHot !== after.headHot;
  const roll = before.nearEnd !== after.nearEnd || before.paperEnd !== after.paperEnd;
  return ((mask & 0x02) !== 0 && online) || ((mask & 0x04) !== 0 && error) || ((mask & 0x08) !== 0 && roll);
}

/** GS r n: 1 roll sensor, 2 drawer; also as ASCII digits. */
export function queuedStatus(n: number, c: Condition): number | null {
  if (n === 1 || n === 49) return (c.nearEnd || c.paperEnd ? 0x03 : 0) | (c.paperEnd ? 0x0c : 0);
  return n === 2 || n === 50 ? 0x00 : null;
}

/** GS I n: single bytes for 1..3, text between 5F and 00 for 65..69. */
export function identity(n: number): Uint8Array | null {
  const texts: Record<number, string> = {
    65: '30.21 ESC/POS',
    66: 'EPSON',
    67: 'TM-T88VI',
    68: 'FOYER0001',
    69: 'SIMULATION',
  };
  const single: Record<number, number> = { 1: 0x20, 2: 0x02, 3: 0x01 };
  const byte = single[n] ?? single[n - 48];
  if (byte !== undefined) return Uint8Array.of(byte);
  const text = texts[n];
  return text === undefined ? null : Uint8Array.of(0x5f, ...Buffer.from(text, 'latin1'), 0x00);
}
