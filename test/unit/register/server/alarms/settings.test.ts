/** Settings of alarms: what is mistyped ends the start with the setting's name, and no address is repeated. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAlarmSettings } from '../../../../../register/server/alarms/settings.ts';
import { RegisterStartError } from '../../../../../register/server/start-error.ts';

let folder = '';
const file = (name: string, text: string, mode = 0o600): string => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};
let MAIL: Record<string, string> = {};
let HOOK: Record<string, string> = {};
const FILES: Record<string, string> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-alarms-'));
  FILES.password = file('password', 'a-password\n');
  FILES.open = file('open', 'a-password\n', 0o644);
  FILES.empty = file('empty', '\n');
  FILES.secret = file('secret', 'f'.repeat(64));
  FILES.short = file('short', 'f'.repeat(31));
  FILES.text = file('text', 'no certificate');
  FILES.absent = join(folder, 'absent');
  MAIL = {
    FOYER_ALARM_SMTP: 'smtp://mail.musterstadt.example:587',
    FOYER_ALARM_FROM: 'foyer@musterstadt.example',
    FOYER_ALARM_TO: 'hausmeister@musterstadt.example, it@musterstadt.example',
  };
  HOOK = {
    FOYER_ALARM_WEBHOOK: 'https://leitstelle.musterstadt.example/foyer?key=abc',
    FOYER_ALARM_WEBHOOK_SECRET_FILE: FILES.secret,
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

test('nothing set, or empty, means no alarms', async () => {
  expect(await openAlarmSettings({})).toBeNull();
  expect(await openAlarmSettings({ FOYER_ALARM_SMTP: '', FOYER_ALARM_QUIET: ' ' })).toBeNull();
});

test('both ways are read, with who is told and when', async () => {
  const settings = await openAlarmSettings({
    ...MAIL,
    ...HOOK,
    FOYER_ALARM_SMTP_USER: 'foyer',
    FOYER_ALARM_SMTP_PASSWORD_FILE: FILES.password,
    FOYER_ALARM_QUIET: '18:00-07:00 weekend',
    FOYER_ALARM_SILENT_MINUTES: '30',
  });
  expect(settings).toEqual({
    mail: {
      host: 'mail.musterstadt.example',
      port: 587,
      line: 'starttls',
      user: { name: 'foyer', password: 'a-password' },
      from: 'foyer@musterstadt.example',
      to: ['hausmeister@musterstadt.example', 'it@musterstadt.example'],
    },
    webhook: { url: HOOK.FOYER_ALARM_WEBHOOK, secret: 'f'.repeat(64) },
    quiet: { from: 18 * 60, to: 7 * 60, weekend: true },
    silentMs: 30 * 60_000,
  });
});

test.each([
  ['smtp://mail.musterstadt.example', 'mail.musterstadt.example', 25, 'starttls'],
  ['smtps://mail.musterstadt.example', 'mail.musterstadt.example', 465, 'tls'],
  ['smtp://127.0.0.1:2525', '127.0.0.1', 2525, 'none'],
  ['smtp://localhost', 'localhost', 25, 'none'],
  ['smtp://[::1]:25', '::1', 25, 'none'],
  ['smtps://localhost', 'localhost', 465, 'tls'],
  // A name that only looks like this machine.
  ['smtp://localhost.musterstadt.example', 'localhost.musterstadt.example', 25, 'starttls'],
])('%s is %s, port %i, %s', async (address, host, port, line) => {
  const settings = await openAlarmSettings({ ...MAIL, FOYER_ALARM_SMTP: address });
  expect(settings?.mail).toMatchObject({ host, port, line });
});

/** What is set besides what works, and which setting the sentence begins with. */
const WRONG: readonly [string, () => Record<string, string | undefined>, string][] = [
  ['no address', () => ({ ...MAIL, FOYER_ALARM_SMTP: 'mail.musterstadt.example' }), 'FOYER_ALARM_SMTP'],
  ['another scheme', () => ({ ...MAIL, FOYER_ALARM_SMTP: 'https://mail.musterstadt.example' }), 'FOYER_ALARM_SMTP'],
  ['a password in it', () => ({ ...MAIL, FOYER_ALARM_SMTP: 'smtp://a:geheim@mail.example' }), 'FOYER_ALARM_SMTP'],
  ['a path', () => ({ ...MAIL, FOYER_ALARM_SMTP: 'smtp://mail.example/x' }), 'FOYER_ALARM_SMTP'],
  ['a question', () => ({ ...MAIL, FOYER_ALARM_SMTP: 'smtp://mail.example?tls=no' }), 'FOYER_ALARM_SMTP'],
  ['no sender', () => ({ ...MAIL, FOYER_ALARM_FROM: undefined }), 'FOYER_ALARM_FROM'],
  ['two senders', () => ({ ...MAIL, FOYER_ALARM_FROM: 'a@b.example,c@d.example' }), 'FOYER_ALARM_FROM'],
  ['a sender with a name', () => ({ ...MAIL, FOYER_ALARM_FROM: 'Foyer <a@b.example>' }), 'FOYER_ALARM_FROM'],
  ['no recipient', () => ({ ...MAIL, FOYER_ALARM_TO: '' }), 'FOYER_ALARM_TO'],
  ['a comma too many', () => ({ ...MAIL, FOYER_ALARM_TO: 'a@b.example,' }), 'FOYER_ALARM_TO'],
  ['a recipient without a place', () => ({ ...MAIL, FOYER_ALARM_TO: 'geheim' }), 'FOYER_ALARM_TO'],
  [
    'a recipient with a line break',
    () => ({ ...MAIL, FOYER_ALARM_TO: 'a@b.example\nBcc: c@d.example' }),
    'FOYER_ALARM_TO',
  ],
  ['the same recipient twice', () => ({ ...MAIL, FOYER_ALARM_TO: 'a@b.example,A@b.example' }), 'FOYER_ALARM_TO'],
  ['a name without a password', () => ({ ...MAIL, FOYER_ALARM_SMTP_USER: 'a' }), 'FOYER_ALARM_SMTP_PASSWORD_FILE'],
  [
    'a password without a name',
    () => ({ ...MAIL, FOYER_ALARM_SMTP_PASSWORD_FILE: FILES.password }),
    'FOYER_ALARM_SMTP_USER',
  ],
  ...['absent', 'open', 'empty'].map((name): [string, () => Record<string, string | undefined>, string] => [
    `a password in the file "${name}"`,
    () => ({ ...MAIL, FOYER_ALARM_SMTP_USER: 'a', FOYER_ALARM_SMTP_PASSWORD_FILE: FILES[name] }),
    'FOYER_ALARM_SMTP_PASSWORD_FILE',
  ]),
  ...['absent', 'text'].map((name): [string, () => Record<string, string | undefined>, string] => [
    `authorities in the file "${name}"`,
    () => ({ ...MAIL, FOYER_ALARM_SMTP_AUTHORITIES: FILES[name] }),
    'FOYER_ALARM_SMTP_AUTHORITIES',
  ]),
  ['a recipient without a server', () => ({ FOYER_ALARM_TO: 'a@b.example' }), 'FOYER_ALARM_SMTP'],
  ['a webhook in clear', () => ({ ...HOOK, FOYER_ALARM_WEBHOOK: 'http://leitstelle.example/' }), 'FOYER_ALARM_WEBHOOK'],
  ['a webhook that is no address', () => ({ ...HOOK, FOYER_ALARM_WEBHOOK: 'leitstelle' }), 'FOYER_ALARM_WEBHOOK'],
  ['a webhook of files', () => ({ ...HOOK, FOYER_ALARM_WEBHOOK: 'file:///etc/hosts' }), 'FOYER_ALARM_WEBHOOK'],
  [
    'a webhook with a password',
    () => ({ ...HOOK, FOYER_ALARM_WEBHOOK: 'https://a:geheim@b.example/' }),
    'FOYER_ALARM_WEBHOOK',
  ],
  [
    'a webhook without a secret',
    () => ({ ...HOOK, FOYER_ALARM_WEBHOOK_SECRET_FILE: '' }),
    'FOYER_ALARM_WEBHOOK_SECRET_FILE',
  ],
  [
    'a short secret',
    () => ({ ...HOOK, FOYER_ALARM_WEBHOOK_SECRET_FILE: FILES.short }),
    'FOYER_ALARM_WEBHOOK_SECRET_FILE',
  ],
  [
    'a secret for all',
    () => ({ ...HOOK, FOYER_ALARM_WEBHOOK_SECRET_FILE: FILES.open }),
    'FOYER_ALARM_WEBHOOK_SECRET_FILE',
  ],
  ['a secret without a webhook', () => ({ FOYER_ALARM_WEBHOOK_SECRET_FILE: FILES.secret }), 'FOYER_ALARM_WEBHOOK'],
  ['quiet hours that are none', () => ({ ...MAIL, FOYER_ALARM_QUIET: 'nachts' }), 'FOYER_ALARM_QUIET'],
  ['quiet hours without a way', () => ({ FOYER_ALARM_QUIET: '18:00-07:00' }), 'FOYER_ALARM_QUIET'],
  ['minutes that are none', () => ({ ...MAIL, FOYER_ALARM_SILENT_MINUTES: '1.5' }), 'FOYER_ALARM_SILENT_MINUTES'],
  ['too few minutes', () => ({ ...MAIL, FOYER_ALARM_SILENT_MINUTES: '4' }), 'FOYER_ALARM_SILENT_MINUTES'],
  ['too many minutes', () => ({ ...MAIL, FOYER_ALARM_SILENT_MINUTES: '1441' }), 'FOYER_ALARM_SILENT_MINUTES'],
];

test.each(WRONG)('%s is refused by name', async (_, env, setting) => {
  const refused = await openAlarmSettings(env()).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(RegisterStartError);
  const { message } = refused as RegisterStartError;
  expect(message.split(/[: ]/)[0]).toBe(setting);
  expect(message).not.toMatch(/geheim|@[a-z]|key=abc/);
});
