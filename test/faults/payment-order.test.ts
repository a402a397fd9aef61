/**
 * The order that decides who has the money: the result of a payment is on the disk before it is acknowledged. Watched
 * from outside, in the system calls of the two processes: the store's fdatasync has returned before the payment host
 * writes 80 00 00.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PayingTerminal } from './support/paying-terminal.ts';

/** Processes that this one started, by a part of their command line. */
function childOf(part: string): number | null {
  const pids = readdirSync(`/proc/${process.pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '');
  const found = pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part));
  return found === undefined ? null : Number(found);
}

interface Call {
  readonly name: string;
  readonly text: string;
  /** Seconds since the epoch. */ readonly begin: number;
  readonly end: number;
}

/** Every system call of a process from now on, one file a thread. */
async function watch(pid: number, folder: string, name: string): Promise<{ stop(): Promise<Call[]> }> {
  const tracer: ChildProcess = spawn(
    'strace',
    [
      '-ff',
      '-ttt',
      '-T',
      '-xx',
      '-s',
      '64',
      '-e',
      'trace=read,recvfrom,write,writev,sendto,fdatasync,fsync',
      '-o',
      join(folder, name),
      '-p',
      String(pid),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => void tracer.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    tracer.stderr?.on('data', (said: Buffer) => (said.includes('attached') ? resolve() : undefined));
    void ended.then(() => reject(new Error('strace could not attach')));
  });
  return {
    async stop() {
      tracer.kill('SIGINT');
      await ended;
      return readdirSync(folder)
        .filter((file) => file.startsWith(`${name}.`))
        .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').flatMap(callOf))
        .sort((a, b) => a.begin - b.begin);
    },
  };
}

function callOf(line: string): Call[] {
  const [, begin, name, text, took] = /^(\d+\.\d+) (\w+)\((.*)\) += .*<(\d+\.\d+)>$/.exec(line) ?? [];
  return begin === undefined || name === undefined || text === undefined
    ? []
    : [{ name, text, begin: Number(begin), end: Number(begin) + Number(took) }];
}

/** Containers may forbid to watch even one's own children. */
const allowed = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!allowed) console.warn('strace is not installed or not allowed here: the order on the disk is not watched');

describe.skipIf(!allowed)('the result of a payment', { timeout: 60_000 }, () => {
  it('is on the disk before it is acknowledged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-order-'));
    const at = await PayingTerminal.start();
    onTestFinished(async () => {
      await at.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const [host, store] = [childOf('devices/host/host.ts'), childOf('store/process.ts')];
    if (host === null || store === null) throw new Error('the processes were not found');
    const [watchedHost, watchedStore] = [await watch(host, folder, 'host'), await watch(store, folder, 'store')];
    const paid = await at.payments.pay(1_250);
    expect(paid.outcome).toBe('captured');
    const [hostCalls, storeCalls] = [await watchedHost.stop(), await watchedStore.stop()];

    // 04 0F with BMP 27 = 00: the terminal's result arrives.
    const result = hostCalls.find(
      ({ name, text }) =>
        (name === 'read' || name === 'recvfrom') &&
        text.includes(String.raw`"\x04\x0f`) &&
        text.includes(String.raw`\x27\x00`),
    );
    expect(result, 'the result on the wire').toBeDefined();
    const acknowledged = hostCalls.find(
      ({ name, text, begin }) =>
        name !== 'read' &&
        name !== 'recvfrom' &&
        begin > (result?.end ?? Number.NaN) &&
        text.includes(String.raw`"\x80\x00\x00"`),
    );
    expect(acknowledged, 'its acknowledgement on the wire').toBeDefined();
    const synced = storeCalls.filter(
      ({ name, begin, end }) =>
        (name === 'fdatasync' || name === 'fsync') && begin > (result?.begin ?? 0) && end < (acknowledged?.begin ?? 0),
    );
    expect(synced.length, 'writes to the disk that ended between the two').toBeGreaterThanOrEqual(1);
    await at.payments.reverse(paid.id);
  });
});
