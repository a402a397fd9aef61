/** What the terminal keeps in memory while nobody touches it, process by process, beside a bare Electron window. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startTerminal, type TestTerminal } from '../e2e/support/terminal.ts';
import { EXCHANGEABLE } from '../../tools/package/exchangeable.ts';
import { giveToAccount, nativePackages, runtime } from '../../tools/run/account.ts';
import { firstLine, json } from '../../tools/run/children.ts';
import { terminalCommand } from '../../tools/run/terminal.ts';
import { bareApplication } from './bare.ts';
import { checkouts, type Checkout } from './checkouts.ts';
import { type Measurement, spread } from './figures.ts';
import { memoryOf } from './memory.ts';

const run = promisify(execFile);
const REFERENCE = 'a bare Electron window with one button';
/** Our Node processes, all of one kind for Chromium, in the order in which the terminal starts them. */
const OURS = ['store', 'payment', 'eid', 'devices'] as const;
const ALL = 'all';

/** Megabytes by process, and of all together. */
type Looked = ReadonlyMap<string, number>;

interface Counts {
  readonly rounds: number;
  /** After the start page is drawn and listens: Electron's processes give back what only the start needed. */
  readonly seconds: number;
}

/** Every checkout by its own build, and the window, in turn and never two at once: they would share pages. */
export async function measureTerminalMemory(
  { rounds, seconds }: Counts,
  say: (text: string) => void,
): Promise<Measurement[]> {
  const asked = checkouts();
  const terminal = await startTerminal({ allDevices: true });
  try {
    await terminal.app.close();
    const applications = new Map<string, string>([['bare', bareApplication(terminal.folder)]]);
    for (const checkout of asked) applications.set(checkout.name, await built(checkout, terminal.folder));
    for (const folder of applications.values()) giveToAccount(folder);
    const start = starter(terminal);
    const looks = new Map<string, Looked[]>([...applications.keys()].map((name) => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      say(`memory: round ${round} of ${rounds} …`);
      for (const [name, application] of applications) {
        const child = await start(application);
        await passed(seconds * 1_000);
        looks.get(name)?.push(look(child));
        await ended(child);
      }
    }
    return rows(looks, seconds);
  } finally {
    await terminal.stop();
  }
}

/** By the checkout's own tools, and with its own native modules, where the terminal's account can read it. */
async function built({ name, folder }: Checkout, under: string): Promise<string> {
  const at = join(under, name);
  mkdirSync(at);
  const script = 'const { build } = await import(process.argv[1]); await build(process.argv[2]);';
  await run(process.execPath, [
    '--input-type=module',
    '-e',
    script,
    join(folder, 'tools/build.ts'),
    join(at, '.build'),
  ]);
  cpSync(join(folder, 'package.json'), join(at, 'package.json'));
  for (const one of [...nativePackages(), ...Object.keys(EXCHANGEABLE)])
    cpSync(join(folder, 'node_modules', one), join(at, 'node_modules', one), { recursive: true, dereference: true });
  return at;
}

/** On a copy of the runtime: another Electron on this machine would take its share of the pages of the original. */
function starter(terminal: TestTerminal): (application: string) => Promise<ChildProcess> {
  const { dist, executable } = runtime();
  const copy = join(terminal.folder, 'runtime');
  cpSync(dist, copy, { recursive: true });
  const home = join(terminal.folder, 'terminal');
  const { command, args, env } = terminalCommand(join(home, 'foyer.yaml'), terminal.display, home);
  const own = [command, ...args]
    .slice(0, -1)
    .map((part) => (part === executable ? executable.replace(dist, copy) : part));
  return async (application) => {
    const [program = '', ...before] = own;
    const child = spawn(program, [...before, application], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    await firstLine(child, 'the window', (line) => (json(line)?.event === 'kiosk.ready' ? true : undefined), 60_000);
    return child;
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => void child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function look(child: ChildProcess): Looked {
  const found = new Map<string, number>();
  let node = 0;
  for (const { kind, megabytes } of memoryOf(child.pid ?? 0)) {
    const name = kind === 'node' ? (OURS[node++] ?? kind) : kind === 'zygote' ? 'zygotes' : kind;
    found.set(name, (found.get(name) ?? 0) + megabytes);
  }
  return found.set(
    ALL,
    [...found.values()].reduce((sum, one) => sum + one, 0),
  );
}

/** The whole first, then what is dearest; beside the earlier checkout where there is one, and beside the window. */
function rows(looks: ReadonlyMap<string, readonly Looked[]>, seconds: number): Measurement[] {
  const of = (name: string, process: string) => spread((looks.get(name) ?? []).map((one) => one.get(process) ?? 0));
  const processes = [...(looks.get('now')?.[0]?.keys() ?? [])].sort((a, b) => of('now', b).p50 - of('now', a).p50);
  return processes.flatMap((process): Measurement[] => {
    const name =
      process === ALL ? `memory of all processes, all devices, ${seconds} s after the start` : `of it ${process}`;
    const [now, before, bare] = [of('now', process), of('before', process), of('bare', process)];
    const measured = { name, unit: 'MB', ours: now } as const;
    return [
      ...(before.n === 0 ? [] : [{ ...measured, reference: { name: 'before', spread: before } }]),
      ...(bare.p50 === 0 ? [] : [{ ...measured, reference: { name: REFERENCE, spread: bare } }]),
      ...(before.n === 0 && bare.p50 === 0 ? [measured] : []),
    ];
  });
}
