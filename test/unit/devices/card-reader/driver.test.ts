/** The driver on a clock that is turned by hand, with a service that a test plays. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CardEvent } from '../../../../devices/card-reader/card-reader.ts';
import { CardReaderConfig } from '../../../../devices/card-reader/config.ts';
import { PcscCardReader } from '../../../../devices/card-reader/driver.ts';
import type {
  PcscConnect,
  PcscEvents,
  PcscFailure,
  ReaderDescription,
  SlotState,
} from '../../../../devices/card-reader/pcsc.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { err, ok } from '../../../../base/result.ts';

const MIFARE = '3b8f8001804f0ca000000306030001000000006a';
const EGK = '3bd396ff81b1fe451f078081052d';
const GIROCARD = '3bff9600ff8131fe4565630d09710764000d00035450070181';
const PLAIN = '3b00';
const ACR = 'ACS ACR122U PICC Interface 00 00';

interface Card {
  readonly atr: string;
  readonly uid: string | null;
}

class Service {
  failure: PcscFailure | null = null;
  /** Everything that is asked stays without an answer. */
  hangs = false;
  description: ReaderDescription | null = { maker: 'ACS', firmware: '2.14.0', serial: 'X1' };
  readonly slots = new Map<string, { card: Card | 'mute' | null; count: number }>();
  readonly asked: string[] = [];
  starts = 0;
  stops = 0;
  #events: PcscEvents | null = null;

  readonly connect: PcscConnect = async (events) => {
    this.starts++;
    if (this.failure !== null) return err(this.failure);
    this.#events = events;
    for (const name of this.slots.keys()) events.reader(name, this.#state(name));
    const answer = <T>(value: T): Promise<T> => (this.hangs ? new Promise(() => undefined) : Promise.resolve(value));
    const card = (name: string): Card | null => {
      const inside = this.slots.get(name)?.card;
      return inside === undefined || inside === 'mute' ? null : inside;
    };
    return ok({
      describe: (name) => answer(this.slots.has(name) ? this.description : null),
      atr: (name) => answer(card(name) === null ? null : Uint8Array.from(Buffer.from(card(name)?.atr ?? '', 'hex'))),
      transmit: (name, command) => {
        this.asked.push(Buffer.from(command).toString('hex'));
        const uid = card(name)?.uid;
        return answer(
          card(name) === null
            ? null
            : Uint8Array.from(Buffer.from(uid === null || uid === undefined ? '6a81' : `${uid}9000`, 'hex')),
        );
      },
      stop: () => {
        this.stops++;
        this.#events = null;
      },
    });
  };

  plug(name: string): void {
    this.slots.set(name, { card: null, count: 0 });
    this.#events?.reader(name, this.#state(name));
  }

  pull(name: string): void {
    this.slots.delete(name);
    this.#events?.reader(name, null);
  }

  put(name: string, card: Card | 'mute' | null, moves = 1): void {
    const slot = this.slots.get(name);
    if (slot === undefined) throw new Error('no such reader');
    slot.card = card;
    slot.count = (slot.count + moves) & 0xffff;
    this.#events?.reader(name, this.#state(name));
  }

  /** The same state once more, as other programs' use of the card brings it. */
  again(name: string): void {
    this.#events?.reader(name, this.#state(name));
  }

  die(): void {
    this.#events?.lost('CommError');
    this.#events = null;
  }

  #state(name: string): SlotState {
    const slot = this.slots.get(name);
    return { card: slot?.card == null ? 'none' : slot.card === 'mute' ? 'mute' : 'answers', count: slot?.count ?? 0 };
  }
}

async function bench(
  options: { role?: 'staff-badge' | 'visitor'; reader?: object; prepare?: (service: Service) => void } = {},
) {
  const clock = new ManualClock();
  const service = new Service();
  (options.prepare ?? ((one) => one.plug(ACR)))(service);
  const config = CardReaderConfig.parse({
    class: 'card-reader',
    name: 'karte',
    role: options.role ?? 'visitor',
    reader: options.reader ?? { name: 'ACS ACR122U*' },
  });
  const reader = new PcscCardReader({
    clock,
    random: () => 0.5,
    connect: service.connect,
    reader: config.reader,
    role: config.role,
    timing: config.timing,
  });
  const told: string[] = [];
  const cards: CardEvent[] = [];
  reader.onStatus((status) => told.push('reason' in status ? `${status.state} ${status.reason}` : status.state));
  reader.onCard((event) => cards.push(event));
  onTestFinished(async () => {
    await reader.close();
    expect(clock.pending).toBe(0);
    // Every reported insertion has its removal.
    expect(cards.filter(({ type }) => type === 'card-removed').length).toBe(
      cards.filter(({ type }) => type === 'card-inserted').length,
    );
  });
  await settle();
  return { clock, service, reader, told, cards };
}

describe('a card reader', () => {
  it('is ready when the service has it, and reports its identity', async () => {
    const { reader, told } = await bench();
    expect(told).toEqual(['identifying', 'ready']);
    expect(reader.identity()).toEqual({
      maker: 'ACS',
      model: 'ACS ACR122U PICC Interface',
      firmware: '2.14.0',
      serial: 'X1',
    });
  });

  it('is absent while the service has none that fits, and ready as soon as it has, under whatever index', async () => {
    const { clock, service, reader, told } = await bench({ prepare: (one) => one.plug('Other Reader 00 00') });
    expect(reader.status()).toEqual({ state: 'identifying' });
    await clock.advance(1_000);
    expect(reader.status()).toEqual({ state: 'absent' });
    service.plug('ACS ACR122U PICC Interface 07 00');
    await settle();
    expect(told).toEqual(['identifying', 'absent', 'ready']);
    expect(service.starts).toBe(1);
  });

  it('is found by its serial number or slot, and never taken by chance', async () => {
    const two = (one: Service): void => {
      one.description = null;
      one.plug('Twin (A1) 00 00');
      one.plug('Twin (B2) 01 00');
    };
    const serial = await bench({ reader: { serial: 'B2' }, prepare: two });
    expect(serial.reader.identity()).toMatchObject({ model: 'Twin (B2)', serial: 'B2' });
    const both = await bench({ reader: { name: 'Twin*' }, prepare: two });
    expect(both.reader.status()).toEqual({ state: 'faulted', reason: 'ambiguous' });
    both.service.pull('Twin (A1) 00 00');
    await settle();
    expect(both.reader.status()).toEqual({ state: 'ready' });
    const slot = await bench({
      reader: { name: 'Dual', slot: 1 },
      prepare: (one) => {
        one.plug('Dual 00 00');
        one.plug('Dual 00 01');
      },
    });
    expect(slot.reader.status()).toEqual({ state: 'ready' });
    slot.service.put('Dual 00 00', { atr: EGK, uid: null });
    await settle();
    expect(slot.cards).toEqual([]);
    slot.service.put('Dual 00 01', { atr: EGK, uid: null });
    await settle();
    expect(slot.cards).toEqual([{ type: 'card-inserted', kind: 'health-card', badge: null }]);
  });

  it('reports which kind of card comes and goes, and reads nothing of a visitor’s card', async () => {
    const { service, cards } = await bench();
    for (const atr of [EGK, GIROCARD, MIFARE, PLAIN]) {
      service.put(ACR, { atr, uid: '04a1b2c3' });
      await settle();
      service.again(ACR);
      await settle();
      service.put(ACR, null);
      await settle();
    }
    expect(cards.map((event) => (event.type === 'card-inserted' ? event.kind : '-'))).toEqual([
      'health-card',
      '-',
      'bank-card',
      '-',
      'badge',
      '-',
      'unknown',
      '-',
    ]);
    expect(service.asked).toEqual([]);
  });

  it('reads the number of a badge, for staff, and keeps it out of the frames', async () => {
    const { service, reader, cards } = await bench({ role: 'staff-badge' });
    service.put(ACR, { atr: MIFARE, uid: '04a1b2c3d4e5f6' });
    await settle();
    expect(cards).toEqual([{ type: 'card-inserted', kind: 'badge', badge: '04A1B2C3D4E5F6' }]);
    expect(service.asked).toEqual(['ffca000000']);
    const frames = JSON.stringify(reader.frames()).toLowerCase();
    expect(frames).toContain('uid, 9000');
    for (const secret of ['04 a1 b2', '04a1b2', MIFARE.slice(0, 12), '3b 8f 80']) expect(frames).not.toContain(secret);
  });

  it('at the reader for staff asks neither a bank card nor a health card for its number', async () => {
    const { service, cards } = await bench({ role: 'staff-badge' });
    for (const atr of [EGK, GIROCARD]) {
      service.put(ACR, { atr, uid: '04a1b2c3' });
      await settle();
      service.put(ACR, null);
      await settle();
    }
    expect(service.asked).toEqual([]);
    expect(cards.filter(({ type }) => type === 'card-inserted')).toEqual([
      { type: 'card-inserted', kind: 'health-card', badge: null },
      { type: 'card-inserted', kind: 'bank-card', badge: null },
    ]);
  });

  it.each([
    [
      'a card that has a number and is not known',
      { atr: PLAIN, uid: '11223344' },
      { kind: 'badge', badge: '11223344' },
    ],
    ['a card without a number', { atr: PLAIN, uid: null }, { kind: 'unknown', badge: null }],
    ['a telephone, with a new number each time', { atr: MIFARE, uid: '08112233' }, { kind: 'badge', badge: null }],
    ['a card the wrong way round', 'mute', { kind: 'unknown', badge: null }],
  ] as const)('reads the right number, or none: %s', async (_, card, expected) => {
    const { service, cards } = await bench({ role: 'staff-badge' });
    service.put(ACR, card);
    await settle();
    expect(cards).toEqual([{ type: 'card-inserted', ...expected }]);
  });

  it('reports a card that was swapped between two looks', async () => {
    const { service, cards } = await bench({ role: 'staff-badge' });
    service.put(ACR, { atr: MIFARE, uid: '11111111' });
    await settle();
    service.put(ACR, { atr: MIFARE, uid: '22222222' }, 2);
    await settle();
    expect(cards).toEqual([
      { type: 'card-inserted', kind: 'badge', badge: '11111111' },
      { type: 'card-removed' },
      { type: 'card-inserted', kind: 'badge', badge: '22222222' },
    ]);
  });

  it('notices changes across the wrap of the event counter', async () => {
    const { service, cards } = await bench({
      prepare: (one) => {
        one.plug(ACR);
        one.put(ACR, { atr: EGK, uid: null }, 0xffff);
      },
    });
    service.again(ACR);
    await settle();
    service.put(ACR, { atr: EGK, uid: null }, 2);
    await settle();
    expect(cards.map(({ type }) => type)).toEqual(['card-inserted', 'card-removed', 'card-inserted']);
  });

  it('reports nothing of a card that is gone before it answered', async () => {
    const { service, cards } = await bench({ role: 'staff-badge' });
    service.put(ACR, { atr: MIFARE, uid: '11111111' });
    service.put(ACR, null);
    await settle();
    expect(cards).toEqual([]);
  });

  it('reports its card as removed when it is unplugged, and is ready when it is plugged in', async () => {
    const { clock, service, reader, told, cards } = await bench();
    service.put(ACR, { atr: EGK, uid: null });
    await settle();
    service.pull(ACR);
    await settle();
    expect(cards.map(({ type }) => type)).toEqual(['card-inserted', 'card-removed']);
    expect(reader.status()).toEqual({ state: 'absent' });
    expect(reader.identity()).toBeNull();
    await clock.advance(60_000);
    expect(reader.status()).toEqual({ state: 'absent' });
    service.plug(ACR);
    await settle();
    expect(told).toEqual(['identifying', 'ready', 'absent', 'ready']);
  });

  it('that drops too often is quarantined', async () => {
    const { clock, service, reader } = await bench();
    for (let time = 0; time < 6; time++) {
      service.pull(ACR);
      await clock.advance(5_000);
      service.plug(ACR);
      await settle();
    }
    expect(reader.status()).toEqual({ state: 'quarantined' });
    await clock.advance(600_000);
    expect(reader.status()).toEqual({ state: 'ready' });
  });
});

describe('the card service', () => {
  it('that does not run is tried again and again, and is faulted after a while', async () => {
    const { clock, service, reader, told } = await bench({
      prepare: (one) => {
        one.failure = { kind: 'service', code: 'NoService' };
        one.plug(ACR);
      },
    });
    expect(reader.status()).toEqual({ state: 'back-off', reason: 'link' });
    await clock.advance(120_000);
    expect(reader.status()).toEqual({ state: 'faulted', reason: 'link' });
    service.failure = null;
    await clock.advance(45_000);
    expect(told).toEqual(['back-off link', 'faulted link', 'ready']);
  });

  it('that ends takes its readers with it; a new client finds them again', async () => {
    const { clock, service, cards, told } = await bench();
    service.put(ACR, { atr: EGK, uid: null });
    await settle();
    service.die();
    await settle();
    expect(service.stops).toBe(1);
    expect(cards.map(({ type }) => type)).toEqual(['card-inserted', 'card-removed']);
    service.failure = { kind: 'service', code: 'NoService' };
    await clock.advance(5_000);
    service.failure = null;
    await clock.advance(15_000);
    expect(told).toEqual(['identifying', 'ready', 'back-off link', 'ready']);
    expect(cards.map(({ type }) => type)).toEqual(['card-inserted', 'card-removed', 'card-inserted']);
  });

  it('that hangs is dropped when its answer does not come', async () => {
    const { clock, service, reader } = await bench({ role: 'staff-badge' });
    service.hangs = true;
    service.put(ACR, { atr: MIFARE, uid: '11111111' });
    await clock.advance(2_999);
    expect(reader.status()).toEqual({ state: 'ready' });
    await clock.advance(1);
    expect(reader.status()).toEqual({ state: 'back-off', reason: 'silent' });
    service.hangs = false;
    await clock.advance(5_000);
    expect(reader.status()).toEqual({ state: 'ready' });
  });

  it('that refuses access needs the administrator', async () => {
    const { reader } = await bench({
      prepare: (one) => {
        one.failure = { kind: 'denied', code: 'SecurityViolation' };
      },
    });
    expect(reader.status()).toEqual({ state: 'faulted', reason: 'link' });
  });

  it('without its library stays faulted, and is closed all the same', async () => {
    const { clock, reader, service } = await bench({
      prepare: (one) => {
        one.failure = { kind: 'library', code: 'ERR_DLOPEN_FAILED' };
      },
    });
    await clock.advance(3_600_000);
    expect(reader.status()).toEqual({ state: 'faulted', reason: 'library' });
    expect(service.starts).toBe(1);
  });

  it('is asked anew at a restart', async () => {
    const { clock, reader, service } = await bench();
    await reader.restart();
    await clock.advance(2_000);
    expect(service.starts).toBe(2);
    expect(service.stops).toBe(1);
    expect(reader.status()).toEqual({ state: 'ready' });
  });
});
