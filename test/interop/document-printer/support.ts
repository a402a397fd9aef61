/** Printers by others: the Printer Working Group's reference printer, and a CUPS server with a scripted back end. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { DocumentPrinterConfig } from '../../../devices/document-printer/config.ts';
import { createDocumentPrinter } from '../../../devices/document-printer/create.ts';
import type { DocumentPrinter, DocumentPrinterStatus } from '../../../devices/document-printer/document-printer.ts';

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const root = process.getuid?.() === 0;

export const referenceMissing = !root || !has('ippeveprinter') || !has('avahi-daemon') || !has('dbus-daemon');
export const cupsMissing = !root || !has('cupsd') || !has('lpadmin');
/** The generic printer of PDF, from cups-filters. */
export const PDF_DRIVER = '/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd';
export const driverMissing = cupsMissing || !existsSync(PDF_DRIVER) || !existsSync('/usr/lib/cups/filter/pdftopdf');

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-peer-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => void child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** A daemon keeps the pipes it was given, so waiting for their end would wait for ever. */
const QUIET = { stdio: 'ignore' } as const;

/** `dbus-send` comes with the daemon. */
const busAnswers = (): boolean =>
  spawnSync(
    'dbus-send',
    ['--system', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetId'],
    { ...QUIET, timeout: 5_000 },
  ).status === 0;

/** Debian's build wants a multicast-DNS responder, even where it announces nothing. */
function ensureAvahi(): void {
  mkdirSync('/run/dbus', { recursive: true });
  // A socket that its daemon left behind has no listener, and its pid file keeps the next one from starting.
  if (!busAnswers()) {
    for (const left of ['/run/dbus/system_bus_socket', '/run/dbus/pid']) rmSync(left, { force: true });
    spawnSync('dbus-daemon', ['--system', '--fork'], QUIET);
  }
  if (spawnSync('avahi-daemon', ['--check'], QUIET).status !== 0)
    spawnSync('avahi-daemon', ['-D', '--no-drop-root', '--no-chroot'], QUIET);
}

/** `ippeveprinter`, printing through a shell script that gets the document as $1 and reports on stderr. */
export async function referencePrinter(script: string): Promise<{ readonly uri: string; readonly http: string }> {
  ensureAvahi();
  const place = folder();
  const command = join(place, 'print.sh');
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  const port = await freePort();
  const child = spawn(
    'ippeveprinter',
    [
      '-r',
      'off',
      '-p',
      String(port),
      '-n',
      'localhost',
      '-f',
      'application/pdf,image/pwg-raster',
      '-c',
      command,
      '-d',
      place,
      'foyer-test',
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(() => ended(child));
  const http = `http://localhost:${port}`;
  await answering(`${http}/`);
  // It begins with letter paper in its tray.
  await loadPaper(http, 250);
  return { uri: `ipp://localhost:${port}/ipp/print`, http };
}

/** Sheets in the tray; the feeder for single ones stays empty. */
export const loadPaper = (http: string, sheets: number): Promise<unknown> =>
  fetch(
    `${http}/media?size1=iso_a4_210x297mm&type1=stationery&level1=${sheets}&size3=iso_a4_210x297mm&type3=stationery&level3=${sheets === 0 ? 0 : 25}`,
  );

/** Tries until a server listens; the test's own limit ends it. */
async function answering(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }
}

export interface QueueOptions {
  /** Address behind the queue; one of `ipp:` goes through CUPS's own back end. */
  readonly device?: string;
  /** PPD file; none makes a raw queue. */
  readonly driver?: string;
}
export interface CupsQueue {
  readonly uri: string;
  readonly enable: () => void;
  readonly behave: (next: string) => void;
  /** printer-state-reasons as the queue has them now. */
  readonly reasons: () => string;
}

/** A CUPS server of its own with one queue, whose back end runs this shell script after it has taken the document. */
export async function cupsServer(
  script: string,
  errorPolicy: 'abort-job' | 'stop-printer' = 'abort-job',
  { device = 'foyer:/', driver }: QueueOptions = {},
): Promise<CupsQueue> {
  const place = folder();
  for (const name of ['etc', 'cache', 'state', 'spool', 'tmp', 'log', 'bin', 'bin/backend'])
    mkdirSync(join(place, name));
  // The scheduler works as another account; its folder is passed through, not listed.
  chmodSync(place, 0o755);
  for (const name of ['daemon', 'filter', 'notifier', 'cgi-bin', 'monitor', 'driver'])
    if (existsSync(`/usr/lib/cups/${name}`)) symlinkSync(`/usr/lib/cups/${name}`, join(place, 'bin', name));
  const behaviour = join(place, 'behaviour');
  const behave = (next: string): void => writeFileSync(behaviour, `${next}\n`);
  behave(script);
  const backend = join(place, 'bin/backend/foyer');
  writeFileSync(backend, `#!/bin/sh\n[ $# -eq 0 ] && exit 0\ncat "\${6:--}" > /dev/null\n. ${behaviour}\n`);
  chmodSync(backend, 0o700);
  symlinkSync('/usr/lib/cups/backend/ipp', join(place, 'bin/backend/ipp'));
  const port = await freePort();
  writeFileSync(
    join(place, 'cupsd.conf'),
    [
      `Listen 127.0.0.1:${port}`,
      'Browsing Off',
      'WebInterface No',
      'DefaultAuthType None',
      '<Location />',
      'Order allow,deny',
      'Allow all',
      '</Location>',
      '<Policy default>',
      '<Limit All>',
      'Order deny,allow',
      'Allow all',
      '</Limit>',
      '</Policy>',
      '',
    ].join('\n'),
  );
  writeFileSync(
    join(place, 'cups-files.conf'),
    [
      `ServerRoot ${place}/etc`,
      `CacheDir ${place}/cache`,
      `StateDir ${place}/state`,
      `RequestRoot ${place}/spool`,
      `TempDir ${place}/tmp`,
      `ServerBin ${place}/bin`,
      'DataDir /usr/share/cups',
      `AccessLog ${place}/log/access`,
      `ErrorLog ${place}/log/error`,
      `PageLog ${place}/log/page`,
      'SystemGroup root',
      '',
    ].join('\n'),
  );
  const child = spawn('cupsd', ['-f', '-c', join(place, 'cupsd.conf'), '-s', join(place, 'cups-files.conf')], {
    stdio: 'ignore',
  });
  onTestFinished(() => ended(child));
  const server = `127.0.0.1:${port}`;
  await answering(`http://${server}/`);
  execFileSync(
    'lpadmin',
    [
      '-h',
      server,
      '-p',
      'a4',
      '-E',
      '-v',
      device,
      ...(driver === undefined ? [] : ['-P', driver]),
      '-o',
      `printer-error-policy=${errorPolicy}`,
    ],
    { stdio: 'ignore' },
  );
  return {
    uri: `ipp://${server}/printers/a4`,
    behave,
    enable: () => void execFileSync('cupsenable', ['-h', server, 'a4'], { stdio: 'ignore' }),
    reasons: () =>
      execFileSync('lpoptions', ['-h', server, '-p', 'a4'], { encoding: 'utf8' }).match(
        /printer-state-reasons=(\S+)/,
      )?.[1] ?? '',
  };
}

export interface PeerDriver {
  readonly printer: DocumentPrinter;
  reached(state: DocumentPrinterStatus['state'], reason?: string): Promise<void>;
}

export function driverOf(uri: string, timing: Record<string, number> = {}): PeerDriver {
  const config = DocumentPrinterConfig.parse({
    class: 'document-printer',
    name: 'a4',
    uri,
    timing: { poll: 1_000, pollHindered: 500, follow: 100, turn: 20_000, staff: 1_500, ...timing },
  });
  const printer = createDocumentPrinter(config, { clock: systemClock, random: () => 0 });
  onTestFinished(() => printer.close());
  return {
    printer,
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: DocumentPrinterStatus): boolean =>
          status.state === state &&
          (reason === undefined ||
            ('reason' in status && status.reason === reason) ||
            ('reasons' in status && (status.reasons as readonly string[]).includes(reason)));
        if (fits(printer.status())) return resolve();
        const stop = printer.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
  };
}
