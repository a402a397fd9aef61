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
