/**
 * A HID device of this machine, made by the kernel's uhid: for everybody who opens it, it is a device like any other,
 * with its hidraw node and its place in sysfs. The layout of the messages is that of linux/uhid.h, packed and in the
 * machine's byte order.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { type Cancel, systemClock } from '../../base/clock.ts';

const DESTROY = 1;
const CREATE2 = 11;
const INPUT2 = 12;
const SET_REPORT = 13;
const SET_REPORT_REPLY = 14;
const BUS_USB = 3;
const NAME_BYTES = 128;
const PHYS_BYTES = 64;
const UNIQ_BYTES = 64;
const MESSAGE_BYTES = 4 + 4_372;
/** Milliseconds between two looks for what the host wants. */
const LOOK = 10;

export interface HidDeviceOptions {
  readonly name: string;
  readonly vendor: number;
  readonly product: number;
  readonly serial: string;
  readonly descriptor: readonly number[];
}

export class HidDevice {
  readonly #options: HidDeviceOptions;
  #file: number | null = null;
  #cancelLook: Cancel = () => undefined;
  /** Feature reports that the host set since it was plugged in, their id first. */
  features: Uint8Array[] = [];

  constructor(options: HidDeviceOptions) {
    this.#options = options;
  }

  plugIn(): void {
    const { name, serial, vendor, product, descriptor } = this.#options;
    this.#file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
    this.features = [];
    const message = Buffer.alloc(MESSAGE_BYTES);
    message.writeUInt32LE(CREATE2, 0);
    message.write(name, 4, NAME_BYTES - 1);
    message.write(serial, 4 + NAME_BYTES + PHYS_BYTES, UNIQ_BYTES - 1);
    let at = 4 + NAME_BYTES + PHYS_BYTES + UNIQ_BYTES;
    at = message.writeUInt16LE(descriptor.length, at);
    at = message.writeUInt16LE(BUS_USB, at);
    for (const number of [vendor, product, 0x0100, 0]) at = message.writeUInt32LE(number, at);
    message.set(descriptor, at);
    writeSync(this.#file, message);
    this.#look();
  }

  unplug(): void {
    const file = this.#file;
    if (file === null) return;
    this.#file = null;
    this.#cancelLook();
    const message = Buffer.alloc(4);
    message.writeUInt32LE(DESTROY, 0);
    writeSync(file, message);
    closeSync(file);
  }

  /** An input report, its id first. */
  report(bytes: Uint8Array): void {
    if (this.#file === null) throw new Error('it is not plugged in');
    const message = Buffer.alloc(6 + bytes.length);
    message.writeUInt32LE(INPUT2, 0);
    message.writeUInt16LE(bytes.length, 4);
    message.set(bytes, 6);
    writeSync(this.#file, message);
  }

  /** Takes what the kernel asks; a host that sets a report waits for our answer. */
  #look(): void {
    const file = this.#file;
    if (file === null) return;
    for (const message of messages(file)) {
      if (message.readUInt32LE(0) !== SET_REPORT) continue;
      const size = message.readUInt16LE(10);
      this.features.push(Uint8Array.from(message.subarray(12, 12 + size)));
      const answer = Buffer.alloc(10);
      answer.writeUInt32LE(SET_REPORT_REPLY, 0);
      answer.writeUInt32LE(message.readUInt32LE(4), 4);
      writeSync(file, answer);
    }
    this.#cancelLook = systemClock.after(LOOK, () => this.#look());
  }
}

function* messages(file: number): Generator<Buffer> {
  for (;;) {
    const message = Buffer.alloc(MESSAGE_BYTES);
    try {
      if (readSync(file, message) === 0) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
      throw error;
    }
    yield message;
  }
}

/** HID POS (usage page 8C, Bar Code Scanner): input report 2 of 63 bytes, feature report FE of one. */
export const SCANNER_DESCRIPTOR: readonly number[] = [
  0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x85, 0x02, 0x09, 0xfe, 0x95, 0x3f,
  0x81, 0x02, 0x85, 0xfe, 0x09, 0xfe, 0x95, 0x01, 0xb1, 0x02, 0xc0,
];

/** Boot keyboard (Device Class Definition for HID 1.11, appendix E.6), without its lamps. */
export const KEYBOARD_DESCRIPTOR: readonly number[] = [
  0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95,
  0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07,
  0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0,
];
