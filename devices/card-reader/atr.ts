/** The answer to reset of a card (ISO/IEC 7816-3:2006, 8.2), as PC/SC hands it over. */
export interface Atr {
  /** TS: 3B direct, 3F inverse; PC/SC has turned the bytes of the latter already. */
  readonly convention: 'direct' | 'inverse';
  /** The interface bytes TA, TB, TC, TD of each round, null where left out. */
  readonly rounds: readonly InterfaceBytes[];
  /** The protocols that it offers, in its order, each once; T=0 where it names none (8.2.3). */
  readonly protocols: readonly number[];
  /** 0 to 15 bytes. */
  readonly historical: Uint8Array;
}

export interface InterfaceBytes {
  readonly ta: number | null;
  readonly tb: number | null;
  readonly tc: number | null;
  readonly td: number | null;
}

/** Bytes at most, TS among them (8.2.1: 32 after TS). */
export const LONGEST_ATR = 33;

/** `check`: the check byte TCK is wrong. `length`: bytes are missing, or more came than announced. */
export type AtrFailure = 'length' | 'convention' | 'check';

export function parseAtr(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: Atr } | { readonly ok: false; readonly error: AtrFailure } {
  const [ts, t0] = bytes;
  if (ts === undefined || t0 === undefined || bytes.length > LONGEST_ATR) return { ok: false, error: 'length' };
  if (ts !== 0x3b && ts !== 0x3f) return { ok: false, error: 'convention' };
  let at = 2;
  const rounds: InterfaceBytes[] = [];
  const protocols: number[] = [];
  for (let follows = t0 >> 4; follows !== 0;) {
    const next = (bit: number): number | null => ((follows & bit) === 0 ? null : (bytes[at++] ?? null));
    const round = { ta: next(1), tb: next(2), tc: next(4), td: next(8) };
    if (at > bytes.length) return { ok: false, error: 'length' };
    rounds.push(round);
    if (round.td !== null && !protocols.includes(round.td & 0x0f)) protocols.push(round.td & 0x0f);
    follows = round.td === null ? 0 : round.td >> 4;
  }
  if (protocols.length === 0) protocols.push(0);
  const end = at + (t0 & 0x0f);
  // TCK is there unless T=0 is all that is offered (8.2.5); T=15 is no protocol, and asks for it as well.
  const checked = protocols.some((protocol) => protocol !== 0);
  if (bytes.length !== end + (checked ? 1 : 0)) return { ok: false, error: 'length' };
  if (checked && bytes.subarray(1).reduce((sum, byte) => sum ^ byte, 0) !== 0) return { ok: false, error: 'check' };
  return {
    ok: true,
    value: { convention: ts === 0x3b ? 'direct' : 'inverse', rounds, protocols, historical: bytes.slice(at, end) },
  };
}
