/** Whom alarms reach, and when: `FOYER_ALARM_…`. Nothing set: there are none. */
import { readFile } from 'node:fs/promises';
import { isPrivateLine, isThisMachine } from '../../../base/private-line.ts';
import { readSecret } from '../forwarding/settings.ts';
import { RegisterStartError } from '../start-error.ts';
import { certificatesIn } from './certificates.ts';
import type { MailSettings } from './mail.ts';
import { readQuietHours, type QuietHours } from './quiet.ts';
import type { WebhookSettings } from './webhook.ts';

export interface AlarmSettings {
  readonly mail?: MailSettings;
  readonly webhook?: WebhookSettings;
  readonly quiet: QuietHours | null;
  /** Milliseconds without a word after which somebody is told. */
  readonly silentMs: number;
}

/** What stands alone is a mistake: without a way nobody is told anything. */
const OF_MAIL = [
  'FOYER_ALARM_FROM',
  'FOYER_ALARM_TO',
  'FOYER_ALARM_SMTP_USER',
  'FOYER_ALARM_SMTP_PASSWORD_FILE',
  'FOYER_ALARM_SMTP_AUTHORITIES',
] as const;
const OF_BOTH = ['FOYER_ALARM_QUIET', 'FOYER_ALARM_SILENT_MINUTES'] as const;
/** Ports of submission over TLS (RFC 8314, 3.3) and of mail servers. */
const PORTS = { 'smtps:': 465, 'smtp:': 25 } as const;
/** An address of a mailbox as towns write them (RFC 5321, 4.1.2, without quoted names). */
const MAILBOX =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}$/;
/** Characters: 128 bits as hexadecimal digits. */
const SHORTEST_SECRET = 32;
const SILENT = { usual: 15, shortest: 5, longest: 24 * 60 } as const;

/** Null where nothing is set. Throws {@link RegisterStartError} with the setting's name, never with an address. */
export async function openAlarmSettings(env: NodeJS.ProcessEnv): Promise<AlarmSettings | null> {
  const mail = await readMail(env);
  const webhook = await readWebhook(env);
  if (mail === undefined && webhook === undefined) {
    const alone = OF_BOTH.find((name) => valueOf(env, name) !== undefined);
    if (alone !== undefined)
      throw new RegisterStartError(`${alone}: nobody is told. Set FOYER_ALARM_SMTP or FOYER_ALARM_WEBHOOK as well.`);
    return null;
  }
  return {
    ...(mail === undefined ? {} : { mail }),
    ...(webhook === undefined ? {} : { webhook }),
    quiet: readQuiet(env),
    silentMs: readSilent(env) * 60_000,
  };
}

function valueOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

async function readMail(env: NodeJS.ProcessEnv): Promise<MailSettings | undefined> {
  const address = valueOf(env, 'FOYER_ALARM_SMTP');
  if (address === undefined) {
    const alone = OF_MAIL.find((name) => valueOf(env, name) !== undefined);
    if (alone !== undefined) throw new RegisterStartError(`FOYER_ALARM_SMTP is missing: ${alone} goes with it.`);
    return undefined;
  }
  const server = readServer(address);
  const from = readMailboxes(env, 'FOYER_ALARM_FROM');
  if (from.length !== 1 || from[0] === undefined)
    throw new RegisterStartError('FOYER_ALARM_FROM: write one address of a mailbox.');
  const to = readMailboxes(env, 'FOYER_ALARM_TO');
  const user = await readUser(env);
  const authorities = await readAuthorities(env);
  return {
    ...server,
    ...(user === undefined ? {} : { user }),
    ...(authorities === undefined ? {} : { authorities }),
    from: from[0],
    to,
  };
}

function readServer(text: string): Pick<MailSettings, 'host' | 'port' | 'line'> {
  const wrong = (why: string): RegisterStartError =>
    new RegisterStartError(`FOYER_ALARM_SMTP: ${why}. Write smtp://mail.musterstadt.example:587 or smtps://…`);
  if (!URL.canParse(text)) throw wrong('this is no address');
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw wrong('the scheme is neither smtp nor smtps');
  if (username !== '' || password !== '')
    throw wrong('name and password do not belong here but to FOYER_ALARM_SMTP_USER and FOYER_ALARM_SMTP_PASSWORD_FILE');
  if (hostname === '' || !['', '/'].includes(pathname) || search !== '' || hash !== '')
    throw wrong('only a host and a port belong here');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? PORTS[protocol] : Number(port),
    line: protocol === 'smtps:' ? 'tls' : isThisMachine(host) ? 'none' : 'starttls',
  };
}

function readMailboxes(env: NodeJS.ProcessEnv, name: 'FOYER_ALARM_FROM' | 'FOYER_ALARM_TO'): string[] {
  const text = valueOf(env, name);
  if (text === undefined) throw new RegisterStartError(`${name} is missing: FOYER_ALARM_SMTP needs it.`);
  const all = text.split(',').map((one) => one.trim());
  const wrong = all.findIndex((one) => !MAILBOX.test(one));
  if (wrong >= 0)
    throw new RegisterStartError(`${name}: number ${wrong + 1} is no address of a mailbox. Several go with commas.`);
  if (new Set(all.map((one) => one.toLowerCase())).size < all.length)
    throw new RegisterStartError(`${name}: an address is there twice.`);
  return all;
}

async function readUser(env: NodeJS.ProcessEnv): Promise<MailSettings['user']> {
  const name = valueOf(env, 'FOYER_ALARM_SMTP_USER');
  const file = valueOf(env, 'FOYER_ALARM_SMTP_PASSWORD_FILE');
  if (name === undefined && file === undefined) return undefined;
  if (name === undefined || file === undefined)
    throw new RegisterStartError(
      `${name === undefined ? 'FOYER_ALARM_SMTP_USER' : 'FOYER_ALARM_SMTP_PASSWORD_FILE'} is missing: name and password go together.`,
    );
  return { name, password: await secretOf(file, 'FOYER_ALARM_SMTP_PASSWORD_FILE') };
}

async function readAuthorities(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = valueOf(env, 'FOYER_ALARM_SMTP_AUTHORITIES');
  if (file === undefined) return undefined;
  const pem = await readFile(file, 'utf8').catch(() => {
    throw new RegisterStartError(`FOYER_ALARM_SMTP_AUTHORITIES: ${file} cannot be read.`);
  });
  if (countCertificates(pem) === 0)
    throw new RegisterStartError(`FOYER_ALARM_SMTP_AUTHORITIES: ${file} holds no certificate.`);
  return pem;
}

/** None also where one of them cannot be read. */
function countCertificates(pem: string): number {
  try {
    return certificatesIn(pem).length;
  } catch {
    return 0;
  }
}

async function readWebhook(env: NodeJS.ProcessEnv): Promise<WebhookSettings | undefined> {
  const url = valueOf(env, 'FOYER_ALARM_WEBHOOK');
  const file = valueOf(env, 'FOYER_ALARM_WEBHOOK_SECRET_FILE');
  if (url === undefined) {
    if (file !== undefined)
      throw new RegisterStartError('FOYER_ALARM_WEBHOOK is missing: FOYER_ALARM_WEBHOOK_SECRET_FILE goes with it.');
    return undefined;
  }
  // The address may hold a key of the other system: it is not repeated.
  if (!/^https?:/i.test(url) || !isPrivateLine(url))
    throw new RegisterStartError('FOYER_ALARM_WEBHOOK: this is no https address, and none of this machine.');
  if (new URL(url).username !== '' || new URL(url).password !== '')
    throw new RegisterStartError('FOYER_ALARM_WEBHOOK: a name and password do not belong into the address.');
  if (file === undefined)
    throw new RegisterStartError('FOYER_ALARM_WEBHOOK_SECRET_FILE is missing: what is sent has to be signed.');
  const secret = await secretOf(file, 'FOYER_ALARM_WEBHOOK_SECRET_FILE');
  if (secret.length < SHORTEST_SECRET)
    throw new RegisterStartError(
      `FOYER_ALARM_WEBHOOK_SECRET_FILE: ${file} needs ${SHORTEST_SECRET} characters or more: openssl rand -hex 32`,
    );
  return { url, secret };
}

async function secretOf(file: string, name: string): Promise<string> {
  const secret = await readSecret(file, name);
  if (!secret.ok) throw new RegisterStartError(`${name}: ${file} ${secret.error.problem}.`);
  return secret.value;
}

function readQuiet(env: NodeJS.ProcessEnv): QuietHours | null {
  const text = valueOf(env, 'FOYER_ALARM_QUIET');
  if (text === undefined) return null;
  const hours = readQuietHours(text);
  if (hours === null)
    throw new RegisterStartError(
      'FOYER_ALARM_QUIET: write two times of the day, 18:00-07:00, and " weekend" behind them where Saturday and Sunday are quiet as well.',
    );
  return hours;
}

function readSilent(env: NodeJS.ProcessEnv): number {
  const text = valueOf(env, 'FOYER_ALARM_SILENT_MINUTES') ?? String(SILENT.usual);
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(minutes >= SILENT.shortest && minutes <= SILENT.longest))
    throw new RegisterStartError(
      `FOYER_ALARM_SILENT_MINUTES: write ${SILENT.shortest} to ${SILENT.longest} (minutes).`,
    );
  return minutes;
}
