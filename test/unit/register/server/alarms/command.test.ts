/** `foyer-register alarms …`: what has to be seen to, and whether it would reach anybody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Operators, Role } from '../../../../../register/server/admin/operators.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { alarms } from '../../../../../register/server/commands/alarms.ts';
import { UsageError } from '../../../../../register/server/commands/arguments.ts';
import { CARETAKER, MINUTE, PAPER_OUT, alarmBench } from './bench.ts';

const SECOND_PERSON = 'it@musterstadt.example';

async function bench({ role = 'operator' as Role, isOn = true } = {}) {
  const { alarms: current, ...at } = await alarmBench({ to: [CARETAKER, SECOND_PERSON] });
  const folder = mkdtempSync(join(tmpdir(), 'foyer-alarms-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const operators: Operators = new Map([[process.getuid?.() ?? -1, { name: 'anna', roles: new Set([role]) }]]);
  const admin = await startAdmin(
    {
      ...at,
      server: at.register,
      folder,
      timeZone: 'Europe/Berlin',
      log: (event) => void at.events.push(event),
      ...(isOn ? { alarms: current() } : {}),
    },
    folder,
    null,
    undefined,
    operators,
  );
  onTestFinished(admin.stop);
  return {
    ...at,
    async command(...args: string[]) {
      const lines: string[] = [];
      const code = await alarms({ folder, args, print: (line) => void lines.push(line) });
      return { code, lines };
    },
  };
}

test('alarms test says of each recipient, by number, what became of the message, and fails where one got none', async () => {
  const { command, server, subjects } = await bench();
  expect(await command('test')).toEqual({
    code: 0,
    lines: ['mail to number 1 of FOYER_ALARM_TO: taken', 'mail to number 2 of FOYER_ALARM_TO: taken'],
  });
  server.refuse(SECOND_PERSON, 550);
  expect(await command('test')).toEqual({
    code: 1,
    lines: [
      'mail to number 1 of FOYER_ALARM_TO: taken',
      'mail to number 2 of FOYER_ALARM_TO: failed (recipient 550): it does not take mail for this address',
    ],
  });
  await server.goAway();
  const { lines } = await command('test');
  expect(lines[0]).toMatch(/^mail to number 1 .*: failed \(connection\): nothing answers there; check host/);
  expect(subjects()).toHaveLength(3);
});

test('alarms list shows what has to be seen to, with place and since when', async () => {
  const { command, pass, terminal } = await bench({ role: 'office' });
  const { says } = await terminal('eingang');
  expect(await command('list')).toEqual({ code: 0, lines: [] });
  await pass(3 * MINUTE, { says: () => says(PAPER_OUT), every: MINUTE });
  expect((await command('list')).lines).toEqual(['2026-11-21T11:01:00.000Z\tpaper-out\teingang\tbeleg']);
});

test('without a setting alarms say which one is missing', async () => {
  const { command } = await bench({ isOn: false });
  for (const action of ['list', 'test'])
    await expect(command(action)).rejects.toThrow(
      new UsageError('FOYER_ALARM_SMTP and FOYER_ALARM_WEBHOOK are not set: nobody is told.'),
    );
});

test('only who runs the register sends tests, and another word than list and test is refused', async () => {
  const { command } = await bench({ role: 'office' });
  await expect(command('test')).rejects.toThrow(/needs the role operator/);
  await expect(command('tests')).rejects.toThrow('alarms: "tests" is none of list, test.');
});
