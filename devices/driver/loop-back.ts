import type { Clock } from '../../base/clock.ts';
import type { Link } from '../link/link.ts';

/** Rounds of 64 bytes each; a contact that is only sometimes there fails in one of them. */
const ROUNDS = 8;
const LENGTH = 64;
/** Milliseconds for one round to come back: 64 bytes at 9600 baud take 67. */
const ROUND_LIMIT = 1_000;

/**
 * Sends bytes over a port whose plug returns them (pins 2 and 3 of a DB-9 bridged) and compares. Proves port, cable and
 * settings of our side without the device. Every byte value is among them, since XON/XOFF somewhere on the way would
 * swallow two.
 */
export async function loopBack(link: Link, clock: Clock): Promise<boolean> {
  let expected: Uint8Array | null = null;
  let got: number[] = [];
  let arrived: () => void = () => undefined;
  link.onData((bytes) => {
    got.push(...bytes);
    if (expected !== null && got.length >= expected.length) arrived();
  });
  try {
    if (!(await link.open()).ok) return false;
    for (let round = 0; round < ROUNDS; round++) {
      const sent = Uint8Array.from({ length: LENGTH }, (_, at) => (round * LENGTH + at) & 0xff);
      expected = sent;
      got = [];
      const back = new Promise<boolean>((resolve) => {
        const cancel = clock.after(ROUND_LIMIT, () => resolve(false));
        arrived = () => {
          cancel();
          resolve(true);
        };
      });
      if (!(await link.write(sent, ROUND_LIMIT)).ok || !(await back)) return false;
      if (got.length !== sent.length || got.some((byte, at) => byte !== sent[at])) return false;
    }
    return true;
  } finally {
    await link.close();
  }
}
