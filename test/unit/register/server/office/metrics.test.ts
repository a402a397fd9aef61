/** The fleet for Prometheus. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { heartbeat, METRICS_TOKEN, useDesk, value } from './desk.ts';

const HOUR = 3_600_000;

async function scrape(url: string, token = METRICS_TOKEN): Promise<{ status: number; lines: string[] }> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, lines: (await answer.text()).split('\n') };
}

test('metrics tell conditions, silence, devices and editions of the fleet', async () => {
  const desk = await useDesk();
  const { office, advance, server } = desk;
  const [well, silent] = [await desk.terminal('eingang'), await desk.terminal('hof')];
  value(await silent.heartbeat(heartbeat()));
  advance(2 * HOUR + 60_000);
  const { catalogue } = await server.catalogue.current();
  value(await well.heartbeat(heartbeat({ catalogue: catalogue.version })));
  const { lines } = await scrape(office.url);
  expect(lines).toContain('foyer_terminals{condition="well"} 1');
  expect(lines).toContain('foyer_terminals{condition="revoked"} 0');
  expect(lines).toContain('foyer_terminal_silence_hours{terminal="hof"} 2');
  expect(lines).toContain('foyer_terminal_silence_hours{terminal="eingang"} 0');
  expect(lines).toContain('foyer_device{terminal="eingang",device="printer",state="ready"} 1');
  expect(lines.filter((line) => line.startsWith('foyer_device{terminal="hof"'))).toEqual([]);
  expect(lines).toContain('foyer_terminal_edition_current{terminal="eingang"} 1');
});

test('metrics count calls for help to the last full hour, so that no single visit can be read from them', async () => {
  const desk = await useDesk();
  const terminal = await desk.terminal('eingang');
  const anna = await desk.person(['office']);
  const calls = async () =>
    (await scrape(desk.office.url)).lines.filter((line) => line.startsWith('foyer_help_calls_30_days'));
  const none = ['foyer_help_calls_30_days{answered="yes"} 0', 'foyer_help_calls_30_days{answered="no"} 0'];
  const key = randomUUID();
  value(await terminal.helpCall({ key, screen: 'home' }));
  await anna.ask('answerHelp', { key, answer: 'coming' });
  value(await terminal.helpCall({ key: randomUUID(), screen: 'home' }));
  expect(await calls()).toEqual(none);
  desk.advance(HOUR);
  expect(await calls()).toEqual([
    'foyer_help_calls_30_days{answered="yes"} 1',
    'foyer_help_calls_30_days{answered="no"} 1',
  ]);
});

test('metrics are told to nobody without the token', async () => {
  const { office } = await useDesk();
  for (const token of ['', 'another', `${METRICS_TOKEN}x`, METRICS_TOKEN.slice(1)])
    expect((await scrape(office.url, token)).status).toBe(401);
});

test('metrics count what has to be seen to and whether it arrives, and no call for help', async () => {
  const desk = await useDesk();
  const terminal = await desk.terminal('eingang');
  const { db } = desk.database;
  const now = desk.clock.now();
  const alarm = (kind: string, part: string) => ({
    id: randomUUID(),
    kind,
    terminal: terminal.id,
    part,
    detail: '{}',
    since: new Date(now),
    seen_at: new Date(now),
    began_at: new Date(now),
    returned: false,
  });
  await db
    .insertInto('alarm')
    .values([alarm('paper-out', 'a'), alarm('paper-out', 'b'), alarm('help', 'c')])
    .execute();
  const deliver = async (line: string, state: string, at: number): Promise<void> => {
    const message = randomUUID();
    const created_at = new Date(at);
    await db.insertInto('alarm_message').values({ id: message, body: '{}', created_at }).execute();
    const ended_at = state === 'waiting' ? null : created_at;
    await db.insertInto('alarm_delivery').values({ message, line, state, next_at: created_at, ended_at }).execute();
  };
  await deliver('mail:a', 'waiting', now - 2.5 * HOUR);
  await deliver('mail:b', 'waiting', now - 30_000);
  await deliver('mail:c', 'rejected', now - HOUR);
  // Taken again since.
  await deliver('mail:d', 'rejected', now - 2 * HOUR);
  await deliver('mail:d', 'sent', now - HOUR);
  await deliver('webhook', 'gave-up', now - HOUR);
  const { lines } = await scrape(desk.office.url);
  expect(lines.filter((line) => line.startsWith('foyer_alarm') && !line.endsWith(' 0'))).toEqual([
    'foyer_alarms{kind="paper-out"} 2',
    'foyer_alarm_messages_waiting{way="mail"} 2',
    'foyer_alarm_message_waits_hours{way="mail"} 2',
    'foyer_alarm_recipients_rejected{way="mail"} 1',
    'foyer_alarm_messages_given_up{way="webhook"} 1',
  ]);
  expect(lines).toContain('foyer_alarms{kind="silent"} 0');
  expect(lines.join()).not.toContain('kind="help"');
});
