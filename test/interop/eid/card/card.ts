/**
 * An ID card in software: PACE with PIN, CAN and PUK and their counters, terminal and chip authentication, data groups
 * that only an entitled terminal reads, change of the PIN (TR-03110-2 to -4; the counter's rules are TR-03127's). It
 * knows one algorithm of each kind and one curve.
 */
import { createHash, randomBytes } from 'node:crypto';
import { children, find, oidBytes, tlv } from '../../../../register/demo/eid-server/tlv.ts';
import { parseApdu, responseBytes } from './apdu.ts';
import type { CommandApdu, Response } from './apdu.ts';
import { CardChannel } from './channel.ts';
import { EID_APPLICATION, cardFiles } from './files.ts';
import type { CardFile, Person } from './files.ts';
import { PACE_PROTOCOL, channelKeys, decodePoint, encodePoint, randomScalar, startPace, tokenFor } from './pace.ts';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { TerminalCheck } from './terminal.ts';

export interface CardOptions {
  readonly person: Person;
  /** Six digits, or five: a transport PIN. */
  readonly pin: string;
  readonly can: string;
  readonly puk: string;
  /** 0..3; 3 if not given. */
  readonly tries?: number;
  /** Times the PUK may still unblock, 0..10; 10 if not given. */
  readonly pukUses?: number;
  /** The eID function is switched off. */
  readonly deactivated?: boolean;
}

/** The reference of the authority whose terminals the card believes. */
const AUTHORITY = 'DETESTeID00005';
const CHIP_KEY = 0x29;
const CHIP_PROTOCOL = '0.4.0.127.0.7.2.2.3.2.2';
const PSEUDONYM_PROTOCOL = oidBytes('0.4.0.127.0.7.2.2.5.2.3');
const PASSWORD = { can: 2, pin: 3, puk: 4 } as const;
const MOST_TRIES = 3;
const PSEUDONYM_RIGHT = 2;

const OK: Response = { status: 0x9000 };
const status = (value: number): Response => ({ status: value });
const NOT_ALLOWED = status(0x6982);
const CONDITIONS = status(0x6985);
const BLOCKED = status(0x6983);
const WRONG_DATA = status(0x6a80);
const NOT_FOUND = status(0x6a82);
const FAILED = status(0x6300);
const END_OF_FILE = 0x6282;

/** What a channel was opened with, and what has been shown in it since. */
interface Session {
  readonly password: number;
  readonly identifier: Buffer;
  /** The rights that the holder agreed to. */
  readonly consent: Buffer;
  readonly terminal: TerminalCheck;
  chipAuthenticated: boolean;
}

interface PaceRun {
  readonly password: number;
  readonly consent: Buffer;
  readonly next: ReturnType<typeof startPace>;
}

export class VirtualIdCard {
  readonly #files: readonly CardFile[];
  readonly #chipKey = randomScalar();
  readonly #pseudonymKey = randomScalar();
  readonly #can: string;
  readonly #puk: string;
  readonly #deactivated: boolean;
  #pin: string;
  #tries: number;
  #pukUses: number;
  #channel: CardChannel | null = null;
  #session: Session | null = null;
  #pace: PaceRun | null = null;
  #mechanism: 'chip' | 'pseudonym' | null = null;
  #application = false;
  #file: CardFile | null = null;

  constructor({ person, pin, can, puk, tries = MOST_TRIES, pukUses = 10, deactivated = false }: CardOptions) {
    this.#files = cardFiles(person, {
      id: CHIP_KEY,
      point: encodePoint(brainpoolP256r1.Point.BASE.multiply(this.#chipKey)),
    });
    this.#pin = pin;
    this.#can = can;
    this.#puk = puk;
    this.#tries = tries;
    this.#pukUses = pukUses;
    this.#deactivated = deactivated;
  }

  /** Tries left for the PIN. */
  get tries(): number {
    return this.#tries;
  }

  /** What power does to it. */
  reset(): void {
    this.#leave();
    this.#application = false;
    this.#file = null;
  }

  transmit(bytes: Buffer): Buffer {
    const apdu = parseApdu(bytes);
    if (apdu === undefined) return responseBytes(status(0x6700));
    const channel = this.#channel;
    if ((apdu.cla & 0x0c) !== 0x0c || channel === null) {
      // A command outside of the channel ends it.
      if (channel !== null) this.#leave();
      return responseBytes(this.#command(apdu));
    }
    const command = channel.open(apdu);
    if (command === undefined) {
      this.#leave();
      return responseBytes(status(0x6988));
    }
    // The answer still goes through the channel in which the command came, whatever the command opened.
    return responseBytes(channel.close(this.#command(command)));
  }

  #leave(): void {
    this.#channel = null;
    this.#session = null;
    this.#pace = null;
    this.#mechanism = null;
  }

  #command(apdu: CommandApdu): Response {
    switch (apdu.ins) {
      case 0xa4:
        return this.#select(apdu);
      case 0xb0:
        return this.#read(apdu);
      case 0x22:
        return this.#manageSecurity(apdu);
      case 0x86:
        return this.#generalAuthenticate(apdu);
      case 0x84:
        return this.#challenge(apdu);
      case 0x2a:
        return this.#session?.terminal.addCertificate(apdu.data) === true ? OK : FAILED;
      case 0x82:
        return this.#session?.terminal.authenticate(apdu.data, this.#session.identifier) === true ? OK : FAILED;
      case 0x2c:
        return this.#resetRetryCounter(apdu);
      default:
        return status(0x6d00);
    }
  }

  #select({ p1, data }: CommandApdu): Response {
    if (p1 === 0x04) {
      this.#application = data.equals(EID_APPLICATION);
      return this.#application ? OK : NOT_FOUND;
    }
    if (data.length === 2 && data.readUInt16BE() === 0x3f00) {
      this.#application = false;
      return OK;
    }
    return this.#choose(({ id }) => data.length === 2 && id === data.readUInt16BE());
  }

  /** Data groups are found inside of their application only. */
  #choose(fits: (file: CardFile) => boolean): Response {
    this.#file = this.#files.find((file) => fits(file) && (!isDataGroup(file) || this.#application)) ?? null;
    return this.#file === null ? NOT_FOUND : OK;
  }

  #read({ p1, p2, expected }: CommandApdu): Response {
    let offset = (p1 << 8) | p2;
    if ((p1 & 0x80) !== 0) {
      const chosen = this.#choose(({ shortId }) => shortId === (p1 & 0x1f));
      if (chosen !== OK) return chosen;
      offset = p2;
    }
    const file = this.#file;
    if (file === null) return status(0x6986);
    if (!this.#mayRead(file)) return NOT_ALLOWED;
    if (offset > file.content.length) return status(0x6b00);
    const data = file.content.subarray(offset, offset + expected);
    return { data, status: data.length < expected ? END_OF_FILE : 0x9000 };
  }

  #mayRead(file: CardFile): boolean {
    if (file.id === 0x011d) return this.#session?.terminal.authenticated === true;
    return !isDataGroup(file) || this.#hasRight(file.shortId + 7);
  }

  #hasRight(bit: number): boolean {
    const session = this.#session;
    if (session?.chipAuthenticated !== true) return false;
    const rights = session.terminal.effectiveRights(session.consent);
    return ((rights[rights.length - 1 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
  }

  #manageSecurity({ p1, p2, data }: CommandApdu): Response {
    const parameter = (tag: number): Buffer =>
      children(data).find((object) => object.tag === tag)?.value ?? Buffer.alloc(0);
    switch ((p1 << 8) | p2) {
      case 0xc1a4:
        return this.#beginPace(parameter(0x80), parameter(0x83)[0] ?? 0, find(data, 0x7f4c, 0x53) ?? Buffer.alloc(5));
      case 0x81b6:
        return this.#session?.terminal.setIssuer(parameter(0x83)) === true ? OK : status(0x6a88);
      case 0x81a4:
        return this.#session?.terminal.setTerminal(data) === true ? OK : status(0x6a88);
      case 0x41a4:
        this.#mechanism = parameter(0x80).equals(PSEUDONYM_PROTOCOL)
          ? 'pseudonym'
          : parameter(0x80).equals(oidBytes(CHIP_PROTOCOL))
            ? 'chip'
            : null;
        return this.#mechanism === null ? WRONG_DATA : OK;
      default:
        return status(0x6700);
    }
  }

  #beginPace(protocol: Buffer, password: number, consent: Buffer): Response {
    if (!protocol.equals(PACE_PROTOCOL)) return WRONG_DATA;
    const secret =
      password === PASSWORD.pin
        ? this.#pin
        : password === PASSWORD.can
          ? this.#can
          : password === PASSWORD.puk
            ? this.#puk
            : undefined;
    if (secret === undefined) return status(0x6a88);
    this.#mechanism = null;
    this.#pace = {
      password,
      consent,
      next: startPace(Buffer.from(secret, 'latin1'), consent.some((byte) => byte !== 0) ? AUTHORITY : null),
    };
    if (password !== PASSWORD.pin) return OK;
    if (this.#deactivated) return status(0x6283);
    return this.#tries === MOST_TRIES ? OK : status(0x63c0 | this.#tries);
  }

  #generalAuthenticate({ data }: CommandApdu): Response {
    if (this.#mechanism === 'chip') return this.#authenticateChip(find(data, 0x7c, 0x80));
    if (this.#mechanism === 'pseudonym') return this.#computePseudonym(find(data, 0x7c, 0xa0));
    const pace = this.#pace;
    if (pace === null) return CONDITIONS;
    if (pace.password === PASSWORD.pin) {
      if (this.#deactivated) return status(0x6984);
      if (this.#tries === 0) return BLOCKED;
      // The last try is for who holds the card in hand.
      if (this.#tries === 1 && this.#session?.password !== PASSWORD.can) return CONDITIONS;
    }
    const answer = pace.next(data);
    switch (answer.kind) {
      case 'next':
        return { data: answer.data, status: 0x9000 };
      case 'malformed':
        this.#pace = null;
        return WRONG_DATA;
      case 'wrong-password':
        this.#pace = null;
        if (pace.password !== PASSWORD.pin) return FAILED;
        this.#tries -= 1;
        return status(0x63c0 | this.#tries);
      case 'established':
        this.#pace = null;
        if (pace.password === PASSWORD.pin) this.#tries = MOST_TRIES;
        this.#channel = new CardChannel(answer.keys);
        this.#session = {
          password: pace.password,
          identifier: answer.identifier,
          consent: pace.consent,
          terminal: new TerminalCheck(AUTHORITY),
          chipAuthenticated: false,
        };
        return { data: answer.data, status: 0x9000 };
    }
  }

  #challenge({ expected }: CommandApdu): Response {
    const session = this.#session;
    if (session === null) return CONDITIONS;
    const data = randomBytes(expected);
    session.terminal.setChallenge(data);
    return { data, status: 0x9000 };
  }

  #authenticateChip(bytes: Buffer | undefined): Response {
    const session = this.#session;
    const point = decodePoint(bytes ?? Buffer.alloc(0));
    if (bytes === undefined || point === undefined) return WRONG_DATA;
    // Only the key that the terminal signed for.
    if (session?.terminal.authenticated !== true || !bytes.subarray(1, 33).equals(session.terminal.ephemeral))
      return CONDITIONS;
    const nonce = randomBytes(8);
    const keys = channelKeys(encodePoint(point.multiply(this.#chipKey)).subarray(1, 33), nonce);
    session.chipAuthenticated = true;
    this.#channel = new CardChannel(keys);
    this.#mechanism = null;
    return {
      data: tlv(0x7c, tlv(0x81, nonce), tlv(0x82, tokenFor(keys.authentication, CHIP_PROTOCOL, bytes))),
      status: 0x9000,
    };
  }

  /** For the sector whose hash stands in the terminal's certificate. */
  #computePseudonym(publicKey: Buffer | undefined): Response {
    const point = decodePoint(find(publicKey ?? Buffer.alloc(0), 0x86) ?? Buffer.alloc(0));
    this.#mechanism = null;
    if (publicKey === undefined || point === undefined) return WRONG_DATA;
    const hash = createHash('sha256').update(tlv(0x7f49, publicKey)).digest();
    if (!this.#hasRight(PSEUDONYM_RIGHT) || this.#session?.terminal.sectorHash()?.equals(hash) !== true)
      return NOT_ALLOWED;
    const pseudonym = createHash('sha256')
      .update(encodePoint(point.multiply(this.#pseudonymKey)).subarray(1, 33))
      .digest();
    return { data: tlv(0x7c, tlv(0x81, pseudonym)), status: 0x9000 };
  }

  /** A new PIN by the old one; by the PUK, only the counter comes back. */
  #resetRetryCounter({ p1, p2, data }: CommandApdu): Response {
    const password = this.#session?.password;
    if (p2 !== PASSWORD.pin) return status(0x6a88);
    if (p1 === 0x02 && password === PASSWORD.pin) {
      if (data.length !== 6) return WRONG_DATA;
      this.#pin = data.toString('latin1');
      return OK;
    }
    if (p1 === 0x03 && password === PASSWORD.puk) {
      if (this.#pukUses === 0) return status(0x6984);
      this.#pukUses -= 1;
      this.#tries = MOST_TRIES;
      return OK;
    }
    return NOT_ALLOWED;
  }
}

const isDataGroup = ({ id }: CardFile): boolean => id > 0x0100 && id < 0x011c;
