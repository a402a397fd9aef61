/**
 * A USB device of this machine's own (Linux USB gadget, configfs) on an emulated bus: plugged in, it is enumerated by
 * the host side of the same kernel, which makes the node that a driver opens. The device's own side is a node as well.
 */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';

const GADGETS = '/sys/kernel/config/usb_gadget';
const ENGLISH = '0x409';

export interface GadgetOptions {
  readonly name: string;
  /** Four hexadecimal digits. */
  readonly vendor: string;
  readonly product: string;
  readonly serial: string;
  /** As the kernel calls it: `acm.0`, `printer.0`. */
  readonly function: string;
  /** Files of the function and what is written to them. */
  readonly settings?: Readonly<Record<string, string>>;
}

export class Gadget {
  readonly #folder: string;

  constructor({ name, vendor, product, serial, function: kind, settings = {} }: GadgetOptions) {
    this.#folder = join(GADGETS, name);
    mkdirSync(this.#folder);
    for (const place of [`strings/${ENGLISH}`, 'configs/c.1', `functions/${kind}`])
      mkdirSync(join(this.#folder, place), { recursive: true });
    this.#write('idVendor', `0x${vendor}`);
    this.#write('idProduct', `0x${product}`);
    for (const [file, text] of Object.entries({ serialnumber: serial, manufacturer: 'Foyer', product: name }))
      this.#write(`strings/${ENGLISH}/${file}`, text);
    for (const [file, text] of Object.entries(settings)) this.#write(`functions/${kind}/${file}`, text);
    symlinkSync(join(this.#folder, 'functions', kind), join(this.#folder, 'configs/c.1', kind));
  }

  plugIn(): void {
    const [bus] = readdirSync('/sys/class/udc');
    if (bus === undefined) throw new Error('there is no emulated bus');
    this.#write('UDC', bus);
  }

  unplug(): void {
    this.#write('UDC', '');
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), `${text}\n`);
  }
}

/** Joins the device's own side of the bus with the simulated device's line, as long as both are there. */
export class Bridge {
  readonly #ends: readonly [string, string];
  #socat: ChildProcess | null = null;

  constructor(device: string, line: string) {
    this.#ends = [device, line];
  }

  start(): void {
    for (const end of this.#ends) if (!existsSync(end)) throw new Error(`${end} is not there`);
    this.#socat = spawn(
      'socat',
      this.#ends.map((end) => (end.startsWith('/dev/g_') ? `OPEN:${end}` : `OPEN:${end},raw,echo=0`)),
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  async stop(): Promise<void> {
    const child = this.#socat;
    this.#socat = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}
