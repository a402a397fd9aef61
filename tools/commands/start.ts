/**
 * `npm start`: the register with Musterstadt's data, the simulated devices, their console and the terminal. Ctrl-C ends
 * all of it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build.ts';
import { startDesk } from '../simulator-console/server.ts';
import { startWorkbench } from '../simulator-console/workbench.ts';
import { runtime } from '../run/account.ts';
import { Children, firstLine, json } from '../run/children.ts';
import { startDisplay } from '../run/display.ts';
import { demoPeople } from '../run/office.ts';
import { startRegister } from '../run/register.ts';
import { DEMO_PINS, demoConfiguration, enrolDemoTerminal, terminalCommand } from '../run/terminal.ts';
import { ACCOUNT } from '../setup/account.mjs';
import { CACHE, isRoot } from '../setup/paths.mjs';

const say = (text: string): void => void process.stderr.write(`foyer: ${text}\n`);
const data = process.env.FOYER_DATA ?? join(CACHE, 'musterstadt');
const children = new Children();
const closers: (() => Promise<void>)[] = [];

let ended: Promise<void> | null = null;
function end(code: number): Promise<void> {
  process.exitCode = code;
  ended ??= (async () => {
    say('ending …');
    // The terminal first, so that nothing disappears under it.
    await children.end();
    for (const close of closers.reverse()) await close();
    process.exit();
  })();
  return ended;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
// npm's shell does not pass a signal on: without its parent, this process ends as well.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void end(0);
}, 500).unref();

try {
  mkdirSync(data, { recursive: true, mode: 0o755 });
  const { version, kind } = runtime();
  say(`Electron ${version} (${kind === 'official' ? 'the official runtime' : 'a stand-in for development'})`);
  const publicPort = Number(process.env.FOYER_PUBLIC_PORT ?? 8481);
  const [register] = await Promise.all([
    startRegister(
      children,
      join(data, 'register'),
      Number(process.env.FOYER_REGISTER_PORT ?? 8480),
      publicPort,
      undefined,
      process.env.FOYER_OFFICE_PORT === 'off' ? 'off' : Number(process.env.FOYER_OFFICE_PORT ?? 8482),
    ),
    build(),
  ]);
  say(`the register answers at ${register.url}`);
  const people = register.office === null ? [] : await demoPeople(register.folder);

  const path = join(data, 'devices', 'receipt-printer');
  const workbench = await startWorkbench({
    receiptPrinter: { path, ...(isRoot ? { owner: ACCOUNT } : {}) },
    firstPort: 0,
  });
  closers.push(() => workbench.stop());

  const real = process.env.DISPLAY;
  const virtual = real ? null : await startDisplay(children);
  const desk = await startDesk({
    port: Number(process.env.FOYER_DESK_PORT ?? 8490),
    simulators: workbench,
    ...(virtual === null
      ? {}
      : {
          display: { fbFile: virtual.framebuffer, display: virtual.name, width: virtual.width, height: virtual.height },
        }),
  });
  closers.push(() => desk.stop());

  const folder = join(data, 'terminal');
  const config = await demoConfiguration(folder, { url: register.url }, workbench.configs, {
    screen: { mode: virtual === null ? 'window' : 'kiosk' },
    // Any free port is known to the register alone: then the codes hold text.
    town: { publicUrl: publicPort === 0 ? null : `http://127.0.0.1:${publicPort}` },
  });
  await enrolDemoTerminal(folder, register);
  const { command, args, env } = terminalCommand(config, virtual?.name ?? real ?? '', folder);
  const terminal = children.start(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  terminal.once('exit', (code) => {
    if (!children.ending) {
      say(`the terminal ended with code ${code}`);
      void end(code === 0 ? 0 : 1);
    }
  });
  await firstLine(terminal, 'the terminal', (line) => (json(line)?.event === 'kiosk.ready' ? true : undefined), 60_000);
  say(
    virtual === null
      ? 'the terminal is on your display'
      : 'no display here, so the terminal runs on a virtual one; use it on the simulator console',
  );
  say(`the simulator console: ${desk.url}`);
  say(
    `staff: hold the coat of arms for five seconds, then PIN ${DEMO_PINS.staff} (technician: ${DEMO_PINS.technician})`,
  );
  if (register.office !== null) {
    say(`the office's page: ${register.office}`);
    for (const { login, roles, code } of people) say(`  sign in there as ${login} (${roles}) with the code ${code}`);
  }
  say('Ctrl-C ends everything');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  await end(1);
}
