/** What is an alarm, how long it must last, and that it is told once when it begins and once at its end. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import type { AlarmKind } from '../../../../../register/contract/alarms.ts';
import { ASSERTION_TYPE, type HeartbeatRequest } from '../../../../../register/contract/contract.ts';
import { issueCode } from '../../../../../register/server/terminals/enrolment.ts';
import { giveOrder } from '../../../../../register/server/terminals/orders.ts';
import { removeByTable } from '../../../../../register/server/services/keeping.ts';
import { answerCall } from '../../../../../register/server/office/help.ts';
import { NOON } from '../set-up.ts';
import { HOUR, MINUTE, PAPER_OUT, SECOND, alarmBench, device } from './bench.ts';

type Bench = Awaited<ReturnType<typeof alarmBench>>;
const DAY = 24 * HOUR;

/** Kinds of the alarms that go on. */
const going = async ({ db }: Bench): Promise<string[]> =>
  (
    await db
      .selectFrom('alarm')
      .select('kind')
      .where('over_at', 'is', null)
      .where('began_at', 'is not', null)
      .orderBy('kind')
      .execute()
  ).map(({ kind }) => kind);

const ago = (bench: Bench, ms: number): string => new Date(bench.clock.now() - ms).toISOString();

interface Case {
  readonly name: string;
  readonly word: Partial<HeartbeatRequest> | ((bench: Bench) => Partial<HeartbeatRequest>);
  readonly kinds: readonly AlarmKind[];
}

const CASES: readonly Case[] = [
  { name: 'all is well', word: device('receipt-printer', 'ready', 'device.ready'), kinds: [] },
  { name: 'a device works', word: device('receipt-printer', 'busy', 'device.busy'), kinds: [] },
  { name: 'the receipt printer has no paper', word: PAPER_OUT, kinds: ['paper-out'] },
  {
    name: 'the document printer has no paper',
    word: device('document-printer', 'needs-staff', 'device.documentPrinter.paper'),
    kinds: ['paper-out'],
  },
  {
    name: 'the roll is nearly at its end',
    word: device('receipt-printer', 'degraded', 'device.receiptPrinter.nearEnd'),
    kinds: ['paper-low'],
  },
  {
    name: 'the tray is nearly empty',
    word: device('document-printer', 'degraded', 'device.documentPrinter.paperLow'),
    kinds: ['paper-low'],
  },
  { name: 'the payment terminal is absent', word: device('payment-terminal', 'absent'), kinds: ['payment'] },
  {
    name: 'the payment terminal works, and its end of day is due',
    word: device('payment-terminal', 'degraded', 'device.paymentTerminal.endOfDay'),
    kinds: ['device'],
  },
  {
    name: 'the cover is open',
    word: device('receipt-printer', 'needs-staff', 'device.receiptPrinter.coverOpen'),
    kinds: ['device'],
  },
  { name: 'a scanner is faulted', word: device('scanner', 'faulted', 'device.silent'), kinds: ['device'] },
  {
    name: 'an older terminal tells a state only',
    word: { devices: [{ name: 'a', state: 'absent' }] },
    kinds: ['device'],
  },
  { name: 'a state is of a newer terminal', word: device('scanner', 'melting'), kinds: ['device'] },
  { name: 'a device is being looked for', word: device('scanner', 'opening'), kinds: [] },
  { name: 'a terminal fell out of order', word: { mode: 'out-of-order' }, kinds: ['out-of-order'] },
  { name: 'the office has locked it', word: { mode: 'locked' }, kinds: [] },
  {
    name: 'the office has locked it, and it has no paper',
    word: { ...PAPER_OUT, mode: 'locked' },
    kinds: ['paper-out'],
  },
  { name: 'staff stand at it', word: { ...PAPER_OUT, mode: 'staff' }, kinds: [] },
  { name: 'it starts', word: { ...device('scanner', 'absent'), mode: 'starting' }, kinds: [] },
  {
    name: 'a request waits for 50 minutes',
    word: (bench) => ({ outbox: { waiting: 1, quarantined: 0, oldestAt: ago(bench, 50 * MINUTE) } }),
    kinds: [],
  },
  {
    name: 'a request waits for more than an hour',
    word: (bench) => ({ outbox: { waiting: 3, quarantined: 0, oldestAt: ago(bench, 61 * MINUTE) } }),
    kinds: ['outbox-waiting'],
  },
  {
    name: 'a request was refused',
    word: { outbox: { waiting: 0, quarantined: 1, oldestAt: null } },
    kinds: ['outbox-refused'],
  },
  {
    name: 'its clock is 50 seconds ahead',
    word: (bench) => ({ jobs: [{ name: 'heartbeat', lastAt: ago(bench, -50 * SECOND), ok: true, nextAt: null }] }),
    kinds: [],
  },
  {
    name: 'its clock is two minutes ahead',
    word: (bench) => ({ jobs: [{ name: 'heartbeat', lastAt: ago(bench, -2 * MINUTE), ok: true, nextAt: null }] }),
    kinds: ['clock'],
  },
  {
    name: 'its clock is two minutes behind',
    word: (bench) => ({ jobs: [{ name: 'heartbeat', lastAt: ago(bench, 2 * MINUTE), ok: true, nextAt: null }] }),
    kinds: ['clock'],
  },
];

test.each(CASES)('where $name there is: $kinds', async ({ word, kinds }) => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  const say = (): Promise<void> => says(typeof word === 'function' ? word(bench) : word);
  await bench.pass(4 * MINUTE, { says: say, every: MINUTE });
  expect(await going(bench)).toEqual(kinds);
  expect(bench.server.mails).toHaveLength(kinds.length);
  await bench.pass(3 * MINUTE, { says: () => says(), every: MINUTE });
  expect(await going(bench)).toEqual([]);
  expect(bench.server.mails).toHaveLength(2 * kinds.length);
});

test('what lasts less than a minute is no alarm', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  for (let round = 0; round < 5; round++) {
    await bench.pass(45 * SECOND, { says: () => says(PAPER_OUT) });
    await bench.pass(30 * SECOND, { says: () => says() });
  }
  expect(await bench.db.selectFrom('alarm').selectAll().execute()).toEqual([]);
  expect(bench.server.mails).toEqual([]);
});

test('what comes back within ten minutes is not told again, and once where it stays for ten', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  for (let round = 0; round < 3; round++) {
    await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
    await bench.pass(3 * MINUTE, { says: () => says() });
  }
  expect(bench.subjects()).toEqual(['Papier leer: eingang', 'Erledigt: Papier leer: eingang']);
  await bench.pass(9 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.subjects()).toHaveLength(2);
  await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.subjects()).toHaveLength(3);
  expect(bench.mails()[2]?.text).toContain('Wieder, nachdem es kurz vorbei war. Seit 12:18 Uhr.');
});

test('what comes back after more than ten minutes is told as the first time', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  for (let round = 0; round < 2; round++) {
    await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
    await bench.pass(12 * MINUTE, { says: () => says(), every: MINUTE });
  }
  expect(bench.subjects()).toHaveLength(4);
});

test('several alarms of a minute are one mail, with the worst first', async () => {
  const bench = await alarmBench();
  const [entrance, yard] = [await bench.terminal('eingang'), await bench.terminal('hof')];
  await bench.pass(3 * MINUTE, {
    async says() {
      await entrance.says(device('receipt-printer', 'degraded', 'device.receiptPrinter.nearEnd'));
      await yard.says({ mode: 'out-of-order' });
    },
  });
  expect(bench.subjects()).toEqual(['2 neu: hof, eingang']);
  expect(bench.mails()[0]?.text).toMatch(/^Terminal außer Betrieb\nhof\n[^]*\nPapier geht zu Ende\neingang\n/);
});

test('a terminal that says nothing for a quarter of an hour is told, and that it is back; what it said before stays open', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  await bench.pass(20 * MINUTE, { says: () => says(PAPER_OUT), every: MINUTE });
  await bench.pass(15 * MINUTE, { every: MINUTE });
  expect(await going(bench)).toEqual(['paper-out']);
  await bench.pass(2 * MINUTE);
  expect(await going(bench)).toEqual(['paper-out', 'silent']);
  await bench.pass(2 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.subjects()).toEqual([
    'Papier leer: eingang',
    'Terminal meldet sich nicht: eingang',
    'Erledigt: Terminal meldet sich nicht: eingang',
  ]);
});

test('a register that was not running itself does not say that terminals are silent, nor that those are back that were', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  await says();
  await bench.pass(20 * MINUTE, { every: MINUTE });
  expect(bench.subjects()).toEqual(['Terminal meldet sich nicht: eingang']);
  const other = await bench.terminal('hof');
  await other.says();
  bench.advance(40 * MINUTE);
  await bench.restart();
  await bench.pass(14 * MINUTE, { every: MINUTE });
  expect(bench.subjects()).toHaveLength(1);
  await bench.pass(3 * MINUTE, { every: MINUTE });
  expect(bench.subjects().slice(1)).toEqual(['Terminal meldet sich nicht: hof']);
});

test('a restart tells nothing a second time', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
  await bench.restart();
  await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.subjects()).toEqual(['Papier leer: eingang']);
});

test('an open cover does not mean that there is paper, nor does staff who stand there', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
  for (const word of [
    device('receipt-printer', 'needs-staff', 'device.receiptPrinter.coverOpen', 'beleg'),
    { ...PAPER_OUT, mode: 'staff' as const },
    device('receipt-printer', 'opening', 'device.opening', 'beleg'),
  ]) {
    await bench.pass(45 * SECOND, { says: () => says(word) });
    expect(await going(bench)).toEqual(['paper-out']);
  }
  expect(bench.subjects()).toHaveLength(1);
});

test('a terminal that is no longer admitted has no alarms, and the mail says why', async () => {
  const bench = await alarmBench();
  const { says } = await bench.terminal('eingang');
  await bench.pass(3 * MINUTE, { says: () => says(PAPER_OUT) });
  await bench.register.terminals.revoke('eingang');
  await bench.pass(2 * MINUTE);
  expect(bench.mails()[1]?.text).toMatch(/^HINFÄLLIG, WEIL DAS TERMINAL NICHT MEHR ZUGELASSEN IST\n/);
});

test('what the office orders is no alarm', async () => {
  const bench = await alarmBench();
  const { id, says } = await bench.terminal('eingang');
  await giveOrder(bench.db, bench.clock, { terminal: id, order: { order: 'block', text: 'Umbau' }, by: 'somebody' });
  await bench.pass(30 * MINUTE, { says: () => says({ mode: 'locked' }), every: MINUTE });
  expect(bench.server.mails).toEqual([]);
});

test('a call that nobody answers within a minute is told at once, with the kind of screen and nothing of the visitor', async () => {
  const bench = await alarmBench();
  const terminal = await bench.terminal('eingang', 'Rathaus, Eingangshalle');
  await terminal.helpCall({ key: randomUUID(), screen: 'services' });
  await bench.pass(45 * SECOND);
  expect(bench.server.mails).toEqual([]);
  await bench.pass(15 * SECOND);
  expect(bench.mails().map(({ text }) => text)).toEqual([
    [
      'Hilferuf ohne Antwort',
      'eingang, Rathaus, Eingangshalle',
      'Bei einer Leistung mit Ausweis.',
      'Seit 12:00 Uhr, also seit einer Minute.',
      'Bitte hingehen, oder auf der Seite des Rathauses unter „Heute“ antworten.',
      `https://rathaus.musterstadt.example/terminals/${terminal.id}`,
      '',
      '-- ',
      'Vom Register von Foyer verschickt. Antworten liest niemand.',
      '',
    ].join('\n'),
  ]);
});

test.each([
  ['somebody comes after all', 'coming' as const, 'Es hat jemand geantwortet.'],
  ['the visit ends', null, 'Der Ruf ist ohne Antwort beendet.'],
])('a call is over when %s, and that is told at once', async (_, answer, sentence) => {
  const bench = await alarmBench();
  const terminal = await bench.terminal('eingang');
  const key = randomUUID();
  await terminal.helpCall({ key, screen: 'home' });
  await bench.pass(75 * SECOND);
  if (answer === null) await terminal.endHelp(key);
  else await answerCall(bench.db, bench.clock, { key, answer, by: 'somebody' });
  await bench.pass(15 * SECOND);
  expect(bench.mails()[1]?.head.subject).toBe('Erledigt: Hilferuf ohne Antwort: eingang');
  expect(bench.mails()[1]?.text).toContain(`Auf der Startseite.\n${sentence}\n`);
});

test('a call that is answered within a minute is no alarm', async () => {
  const bench = await alarmBench();
  const terminal = await bench.terminal('eingang');
  const key = randomUUID();
  await terminal.helpCall({ key, screen: 'home' });
  await bench.pass(45 * SECOND);
  await answerCall(bench.db, bench.clock, { key, answer: 'cannot', by: 'somebody' });
  await bench.pass(5 * MINUTE);
  expect(bench.server.mails).toEqual([]);
});

test('the end of a certificate is told 30 days and again 7 days before, and that it was renewed', async () => {
  const endsAt = NOON + 40 * DAY;
  const bench = await alarmBench({ held: [{ name: 'document-signer', endsAt }] });
  await bench.pass(39 * DAY, { every: 12 * HOUR });
  expect(bench.subjects()).toEqual([
    'Zertifikat läuft bald ab: Register',
    'Zertifikat läuft in wenigen Tagen ab: Register',
  ]);
  expect(bench.mails().map(({ head }) => head.date)).toEqual([
    'Tue, 01 Dec 2026 23:00:00 +0000',
    'Thu, 24 Dec 2026 23:00:00 +0000',
  ]);
  expect(bench.mails()[1]?.text).toContain(
    'Zertifikat für die Unterschrift der Dokumente.\nLäuft am 31.12.2026 ab.\nBitte das neue Zertifikat',
  );
  await bench.restart({ held: [{ name: 'document-signer', endsAt: endsAt + 365 * DAY }] });
  await bench.pass(10 * MINUTE, { every: MINUTE });
  expect(bench.subjects().slice(2)).toEqual(['2 erledigt: Register']);
});

test('a terminal that is turned away for its clock is told as such, before it is silent', async () => {
  const bench = await alarmBench();
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { terminal, code } = await issueCode(bench.db, bench.clock, 'eingang', 30, {});
  const key = publicKey.export({ format: 'jwk' });
  const enrolled = await fetch(`${bench.url}/v1/enrolments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, key: { kty: 'OKP', crv: 'Ed25519', x: key.x } }),
  });
  expect(enrolled.status).toBe(200);
  const ask = async (behindSeconds: number): Promise<number> => {
    const now = Math.floor(bench.clock.now() / 1000) - behindSeconds;
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(terminal.id)
      .setSubject(terminal.id)
      .setAudience(bench.url)
      .setIssuedAt(now)
      .setExpirationTime(now + 120)
      .sign(privateKey);
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
    };
    return (await fetch(`${bench.url}/v1/token`, { method: 'POST', body: new URLSearchParams(form) })).status;
  };
  expect(await ask(600)).toBe(401);
  await bench.pass(2 * MINUTE);
  expect(bench.subjects()).toEqual(['Uhr des Terminals geht falsch: eingang']);
});

test('of very many alarms a hundred are listed, the rest are counted, and none is told again', async () => {
  const bench = await alarmBench();
  const { id } = await bench.terminal('eingang');
  const at = new Date(bench.clock.now());
  const devices = Array.from({ length: 1_205 }, (_, index) => ({
    id: randomUUID(),
    kind: 'device',
    terminal: id,
    part: `device-${index}`,
    detail: '{}',
    since: at,
    seen_at: at,
    began_at: at,
    returned: false,
  }));
  await bench.db.insertInto('alarm').values(devices).execute();
  await bench.pass(3 * MINUTE, { every: MINUTE });
  expect(bench.subjects()).toEqual(['1205 neu: eingang']);
  expect(bench.mails()[0]?.text.match(/^Gerät braucht Hilfe$/gm)).toHaveLength(100);
  expect(bench.mails()[0]?.text).toContain('Und 1105 weitere, die hier nicht aufgezählt sind.');
});

test('alarms and what was said of them are kept for 90 days after they are over; what goes on stays', async () => {
  const bench = await alarmBench();
  const [over, goes] = [await bench.terminal('eingang'), await bench.terminal('hof')];
  const say = (out: boolean) => async () => {
    await over.says(out ? PAPER_OUT : {});
    await goes.says(PAPER_OUT);
  };
  await bench.pass(3 * MINUTE, { says: say(true), every: MINUTE });
  await bench.pass(3 * MINUTE, { says: say(false), every: MINUTE });
  const kept = async () => {
    const [alarms, messages, deliveries] = await Promise.all(
      (['alarm', 'alarm_message', 'alarm_delivery'] as const).map((table) =>
        bench.db
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow(),
      ),
    );
    return [alarms, messages, deliveries].map((one) => Number(one?.count));
  };
  await removeByTable(bench.db, bench.clock.now() + 89 * DAY);
  expect(await kept()).toEqual([2, 2, 2]);
  await removeByTable(bench.db, bench.clock.now() + 91 * DAY);
  expect(await kept()).toEqual([1, 0, 0]);
});
