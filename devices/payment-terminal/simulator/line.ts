import type { SimulationClock } from '../../simulation/clock.ts';
import type { FaultBox } from '../../simulation/faults.ts';
import { type Apdu, ApduReader, decodeApdu, encodeApdu } from './apdu.ts';
import type { PaymentTerminalFault } from './faults.ts';
import { ACK, frame, FrameReader, NAK } from './framing.ts';

/** Bytes of the line as messages. */
export interface Line {
  push(bytes: Uint8Array): void;
  send(apdu: Apdu): void;
  reset(): void;
}

interface LineDeps {
  readonly write: (bytes: Uint8Array) => void;
  readonly receive: (apdu: Apdu) => void;
}

export function networkLine({ write, receive }: LineDeps): Line {
  const reader = new ApduReader();
  return {
    push: (bytes) => {
      for (const apdu of reader.push(bytes)) receive(apdu);
    },
    send: ({ code, data }) => write(encodeApdu(code, [...data])),
    reset: () => reader.reset(),
  };
}

/** T2, and how often a block without acknowledgement is sent, PA00P016. */
const T2 = 5_000;
const SENDINGS = 3;

export function serialLine({
  write,
  receive,
  clock,
  faults,
  violate,
}: LineDeps & {
  readonly clock: SimulationClock;
  readonly faults: FaultBox<PaymentTerminalFault>;
  readonly violate: (what: string) => void;
}): Line {
  const reader = new FrameReader();
  let queue: Uint8Array[] = [];
  let sendings = 0;
  let cancel = (): void => undefined;
  let last: string | null = null;

  const transmit = (): void => {
    const block = queue[0];
    if (block === undefined) return;
    sendings += 1;
    if (faults.take('noise') !== null) write(Uint8Array.of(0x00, 0x55, 0x10, 0x41));
    const bytes = frame(block);
    if (faults.take('bad-check-sum') !== null) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
    write(bytes);
    cancel = clock.after(T2, again);
  };
  const again = (): void => {
    cancel();
    if (sendings < SENDINGS) return transmit();
    violate('a block was not acknowledged');
    next();
  };
  const next = (): void => {
    cancel();
    queue = queue.slice(1);
    sendings = 0;
    transmit();
  };

  return {
    push(bytes) {
      for (const found of reader.push(bytes)) {
        switch (found.kind) {
          case 'ack':
            if (sendings > 0) next();
            break;
          case 'nak':
            if (sendings > 0) again();
            break;
          case 'noise':
            break;
          case 'broken':
            violate('a block with a wrong check sum');
            write(Uint8Array.of(NAK));
            break;
          case 'block': {
            if (faults.take('nak') !== null) {
              write(Uint8Array.of(NAK));
              break;
            }
            const apdu = decodeApdu(found.apdu);
            if (apdu === null) {
              write(Uint8Array.of(NAK));
              break;
            }
            const content = Buffer.from(found.apdu).toString('hex');
            const unheard = faults.take('no-ack') !== null;
            if (!unheard) write(Uint8Array.of(ACK));
            // The same block again, since our ACK was lost: it is known already.
            if (last === content) last = null;
            else {
              last = unheard ? content : null;
              receive(apdu);
            }
          }
        }
      }
    },
    send({ code, data }) {
      queue.push(encodeApdu(code, [...data]));
      if (queue.length === 1) transmit();
    },
    reset() {
      cancel();
      queue = [];
      sendings = 0;
      last = null;
      reader.reset();
    },
  };
}
