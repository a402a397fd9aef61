/** Alarms by mail, at a mail server that others wrote: what is sent, over which line, and what becomes of refusals. */
import { expect, test } from 'vitest';
import { CARETAKER, FROM, HOUR, MINUTE, PAGE, PAPER_OUT, alarmBench } from './bench.ts';

const SECOND_PERSON = 'it@musterstadt.example';
const PASSWORD = 'a-password-of-the-mailbox';

type Bench = Awaited<ReturnType<typeof alarmBench>>;
async function emptyRoll(bench: Bench, ms = 3 * MINUTE) {
  const terminal = await bench.terminal('eingang', 'Rathaus, Eingangshalle');
  await bench.pass(ms, { says: () => terminal.says(PAPER_OUT) });
  return terminal;
}
const notSent = (bench: Bench) =>
  bench.events.flatMap((event) => (event.event === 'alarm-not-sent' ? [`${event.outcome} ${event.code}`] : []));

test('an empty roll is a mail that says where, since when, what to do and where to look; and one when it is mended', async () => {
  const bench = await alarmBench();
  const { id, says } = await emptyRoll(bench);
  await bench.pass(3 * MINUTE, { says: () => says() });
  expect(bench.mails().map(({ text }) => text)).toEqual([
    [
      'Papier leer',
      'eingang, Rathaus, Eingangshalle',
      'Belegdrucker „beleg“: Papier leer: bitte neue Rolle einlegen.',
      'Seit 12:00 Uhr.',
      `${PAGE}/terminals/${id}`,
      '',
      '-- ',
      'Vom Register von Foyer verschickt. Antworten liest niemand.',
      '',
    ].join('\n'),
    [
      'ERLEDIGT',
      '',
      'Papier leer',
      'eingang, Rathaus, Eingangshalle',
      'Belegdrucker „beleg“.',
      'Von 12:00 Uhr bis 12:03 Uhr.',
      '',
      '-- ',
      'Vom Register von Foyer verschickt. Antworten liest niemand.',
      '',
    ].join('\n'),
  ]);
  const [first] = bench.mails();
  expect(first?.head).toMatchObject({
    subject: 'Papier leer: eingang, Rathaus, Eingangshalle',
    from: `Foyer <${FROM}>`,
    to: CARETAKER,
    date: 'Sat, 21 Nov 2026 11:02:00 +0000',
    'auto-submitted': 'auto-generated',
    'content-type': 'text/plain; charset=utf-8',
  });
  expect(bench.server.mails[0]?.secure).toBe(true);
});

test.each([
  ['by STARTTLS', {}, {}],
  ['from the first byte', { tlsFromTheStart: true }, { line: 'tls' as const }],
])('mail goes over TLS %s, with name and password', async (_, mailServer, mail) => {
  const user = { name: 'foyer', password: PASSWORD };
  const bench = await alarmBench({ mailServer: { user, ...mailServer }, mail: { user, ...mail } });
  await emptyRoll(bench);
  expect(bench.server.mails.map(({ secure, user: name }) => [secure, name])).toEqual([[true, 'foyer']]);
});

test.each([
  ['without TLS', { plain: true }, {}, 'later tls 500'],
  ['with a certificate of nobody that is trusted', {}, { authorities: undefined }, 'later certificate'],
  ['with a certificate for another name', {}, { host: '127.0.0.1' }, 'later certificate'],
  [
    'that refuses the password',
    { user: { name: 'foyer', password: PASSWORD } },
    { user: { name: 'foyer', password: 'another' } },
    'later sign-in 535',
  ],
  ['that wants a name', { user: { name: 'foyer', password: PASSWORD } }, {}, 'later sign-in 530'],
])(
  'a mail server %s gets nothing, and the log says why without address or password',
  async (_, mailServer, mail, said) => {
    const { authorities: _kept, ...rest } = mail as { authorities?: string };
    const bench = await alarmBench({ mailServer, mail: 'authorities' in mail ? { ...rest, authorities: '' } : rest });
    await emptyRoll(bench, 2 * MINUTE);
    expect(bench.server.mails).toEqual([]);
    expect(notSent(bench)).toEqual([said]);
    const log = JSON.stringify(bench.events);
    for (const secret of [CARETAKER, FROM, PASSWORD, 'another', 'localhost', '127.0.0.1'])
      expect(log).not.toContain(secret);
  },
);

test('a mail server that is away gets the alarm once when it is back, which then says since when', async () => {
  const bench = await alarmBench();
  await bench.server.goAway();
  const { says } = await emptyRoll(bench, 40 * MINUTE);
  // One, two, four, eight and fifteen minutes after another.
  expect(notSent(bench)).toEqual(Array.from({ length: 6 }, () => 'later connection'));
  await bench.server.comeBack();
  await bench.pass(16 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.subjects()).toEqual(['Papier leer: eingang, Rathaus, Eingangshalle']);
  expect(bench.mails()[0]?.text).toMatch(
    /^Diese Nachricht ist von 12:02 Uhr\. Sie konnte vorher nicht verschickt werden\.\n\nPapier leer\n/,
  );
  await bench.pass(HOUR, { says: () => says(PAPER_OUT), every: MINUTE });
  expect(bench.server.mails).toHaveLength(1);
});

test('what was said while the mail server was away arrives in the order in which it was said', async () => {
  const bench = await alarmBench();
  await bench.server.goAway();
  const { says } = await emptyRoll(bench, 4 * MINUTE);
  await bench.pass(4 * MINUTE, { says: () => says() });
  await bench.server.comeBack();
  await bench.pass(16 * MINUTE, { says: () => says() });
  expect(bench.subjects()).toEqual([
    'Papier leer: eingang, Rathaus, Eingangshalle',
    'Erledigt: Papier leer: eingang, Rathaus, Eingangshalle',
  ]);
});

test('a recipient who is refused for good is said in the log by number, and the other one gets the mail', async () => {
  const bench = await alarmBench({ to: [CARETAKER, SECOND_PERSON] });
  bench.server.refuse(CARETAKER, 550);
  const { says } = await emptyRoll(bench);
  await bench.pass(20 * MINUTE, { says: () => says(PAPER_OUT), every: MINUTE });
  expect(bench.server.mails.map(({ to }) => to)).toEqual([[SECOND_PERSON]]);
  expect(bench.events.filter(({ event }) => event === 'alarm-not-sent')).toEqual([
    expect.objectContaining({ way: 'mail', recipient: 1, outcome: 'rejected', code: 'recipient 550' }),
  ]);
});

test('a recipient who is put off (greylisting) gets the mail a minute later, the other one at once', async () => {
  const bench = await alarmBench({ to: [CARETAKER, SECOND_PERSON] });
  bench.server.refuse(CARETAKER, 451, 1);
  const { says } = await emptyRoll(bench, 2 * MINUTE);
  expect(bench.server.mails.map(({ to }) => to)).toEqual([[SECOND_PERSON]]);
  expect(notSent(bench)).toEqual(['later recipient 451']);
  await bench.pass(MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.server.mails.map(({ to }) => to)).toEqual([[SECOND_PERSON], [CARETAKER]]);
  // What comes twice to somebody who reads both is known as one.
  expect(new Set(bench.mails().map(({ head }) => head['message-id'])).size).toBe(1);
});

test('a message that could not be delivered for three days is given up, and said to be', async () => {
  const bench = await alarmBench();
  await bench.server.goAway();
  const { says } = await emptyRoll(bench);
  await bench.pass(3 * 24 * HOUR, { says: () => says(PAPER_OUT), every: 6 * HOUR });
  expect(notSent(bench).at(-1)).toBe('gave-up too-old');
  await bench.server.comeBack();
  await bench.pass(HOUR, { says: () => says(PAPER_OUT), every: 20 * MINUTE });
  expect(bench.server.mails).toEqual([]);
});

test('somebody who is taken out of the setting is not written to any more', async () => {
  const bench = await alarmBench({ to: [CARETAKER, SECOND_PERSON] });
  await bench.server.goAway();
  const { says } = await emptyRoll(bench);
  const { mail } = bench.settings;
  if (mail === undefined) throw new Error('there is mail');
  await bench.restart({ settings: { ...bench.settings, mail: { ...mail, to: [SECOND_PERSON] } } });
  await bench.server.comeBack();
  await bench.pass(20 * MINUTE, { says: () => says(PAPER_OUT) });
  expect(bench.server.mails.map(({ to }) => to)).toEqual([[SECOND_PERSON]]);
});

test('no address of a recipient stands in the database', async () => {
  const bench = await alarmBench();
  await emptyRoll(bench);
  const rows = [
    ...(await bench.db.selectFrom('alarm').selectAll().execute()),
    ...(await bench.db.selectFrom('alarm_message').selectAll().execute()),
    ...(await bench.db.selectFrom('alarm_delivery').selectAll().execute()),
  ];
  expect(rows.length).toBeGreaterThan(2);
  expect(JSON.stringify(rows)).not.toMatch(/@|hausmeister/);
});

test('a test message goes to every recipient, and says of each what became of it', async () => {
  const bench = await alarmBench({ to: [CARETAKER, SECOND_PERSON] });
  bench.server.refuse(SECOND_PERSON, 550);
  expect(await bench.alarms().test()).toEqual([
    { way: 'mail', recipient: 1, fault: null },
    { way: 'mail', recipient: 2, fault: { outcome: 'rejected', code: 'recipient', status: 550 } },
  ]);
  expect(bench.subjects()).toEqual(['Probe: Meldungen von Foyer']);
});
