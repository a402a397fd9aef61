/**
 * A payment terminal in a process of its own that says something a thousand times a second, as no real one does:
 * between 80 00 and 06 1E of every authorization it sends intermediate status (04 FF) at the pace asked for, each after
 * the answer to the last one. Started as a fork; tells its port, and after each authorization how much it sent.
 */
import { createServer, type Socket } from 'node:net';
import { type Apdu, ApduReader, encodeApdu } from '../../devices/payment-terminal/simulator/apdu.ts';
import * as says from '../../devices/payment-terminal/simulator/messages.ts';

/** For one authorization; its amount in cents is how many milliseconds it lasts. */
export interface Told {
  readonly port?: number;
  readonly sent?: number;
  readonly ms?: number;
}

const PER_SECOND = 1_000;
const ABORTED = 0x6c;
const tell = (told: Told): void => void process.send?.(told);

const server = createServer({ noDelay: true }, (socket) => {
  const reader = new ApduReader();
  const talk = new Talk(socket);
  socket.on('data', (bytes) => {
    for (const apdu of reader.push(bytes)) talk.heard(apdu);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => talk.end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) tell({ port: address.port });
});
process.on('disconnect', () => process.exit(0));

class Talk {
  readonly #socket: Socket;
  #queue: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #began = 0;
  #until = 0;
  #sent = 0;
  #waiting = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  heard({ code, data }: Apdu): void {
    switch (code) {
      case 0x8000: {
        this.#waiting = false;
        const next = this.#queue.shift();
        if (next !== undefined) this.#say(next);
        else if (this.#timer !== undefined) this.#talk();
        return;
      }
      case 0x0600:
        return this.#complete(says.registered(12_345_678));
      case 0x0501:
        return this.#complete(says.enquired('1.0', 0));
      case 0x0620:
        return this.#answer([encodeApdu(0x061e, [0x65])]);
      case 0x0601:
        return this.#authorize(says.fromBcd(data.subarray(1, 7)));
      default:
        return this.#complete([]);
    }
  }

  #authorize(ms: number): void {
    this.#answer([]);
    this.#began = performance.now();
    this.#until = this.#began + ms;
    this.#sent = 0;
    this.#timer = setInterval(() => this.#talk(), 1);
  }

  /** What is due by now, one after the other. */
  #talk(): void {
    if (this.#waiting) return;
    const now = performance.now();
    if (now >= this.#until) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      tell({ sent: this.#sent, ms: now - this.#began });
      this.#say(encodeApdu(0x061e, [ABORTED]));
      return;
    }
    if (this.#sent >= ((now - this.#began) / 1_000) * PER_SECOND) return;
    this.#sent += 1;
    this.#say(encodeApdu(0x04ff, says.intermediate(0x0e, 0, `Bitte warten, Schritt ${this.#sent}`)));
  }

  #complete(data: readonly number[]): void {
    this.#answer([encodeApdu(0x060f, data)]);
  }

  /** 80 00, and what follows it. */
  #answer(following: readonly Uint8Array[]): void {
    this.#queue = following.slice(1);
    this.#socket.write(encodeApdu(0x8000));
    const [first] = following;
    if (first !== undefined) this.#say(first);
  }

  #say(bytes: Uint8Array): void {
    this.#waiting = true;
    this.#socket.write(bytes);
  }
}
