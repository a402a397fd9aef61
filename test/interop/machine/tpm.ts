/**
 * A TPM 2.0 in software (swtpm, libtpms), as a server on this machine's loopback; tpm2-tools and systemd reach it by
 * its TCTI.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SoftwareTpm {
  /** As `--tpm2-device=` and `-T` want it. */
  readonly device: string;
  /** What a firmware does with a PCR when what it measures is another thing than before. */
  extend(pcr: number): void;
  /**
   * A folder for the front of PATH: `systemd-creds` in it is systemd's, and flushes afterwards what it left loaded in
   * the chip. Between a program and a real chip stands the kernel's resource manager (/dev/tpmrm0), which does that
   * when the program ends; without it a chip is full after three sessions.
   */
  readonly path: string;
  stop(): Promise<void>;
}

/** A new chip: it shares no key with any other. Its first measurement of Secure Boot is made, as by a firmware. */
export async function startTpm(): Promise<SoftwareTpm> {
  const state = mkdtempSync(join(tmpdir(), 'foyer-tpm-'));
  const port = await twoFreePorts();
  const [server, control] = [`type=tcp,port=${port}`, `type=tcp,port=${port + 1}`];
  const child = spawn(
    'swtpm',
    [
      'socket',
      '--tpm2',
      '--tpmstate',
      `dir=${state}`,
      '--server',
      server,
      '--ctrl',
      control,
      '--flags',
      'not-need-init,startup-clear',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
  const path = join(state, 'bin');
  mkdirSync(path);
  const flush = ['-t', '-l', '-s'].map((kind) => `tpm2_flushcontext -T "$FOYER_TPM_DEVICE" ${kind} > /dev/null 2>&1`);
  const wrapper = ['#!/bin/sh', '/usr/bin/systemd-creds "$@"', 'code=$?', ...flush, 'exit $code', ''].join('\n');
  writeFileSync(join(path, 'systemd-creds'), wrapper, { mode: 0o755 });
  const device = `swtpm:host=127.0.0.1,port=${port}`;
  const tpm: SoftwareTpm = {
    device,
    path,
    extend(pcr) {
      execFileSync('tpm2_pcrextend', ['-T', device, `${pcr}:sha256=${'5a'.repeat(32)}`], { stdio: 'ignore' });
    },
    async stop() {
      child.kill();
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
  await Promise.race([answers(port + 1), ended.then(() => Promise.reject(new Error('swtpm ended at once')))]);
  tpm.extend(7);
  return tpm;
}

/** The control port is the one above, which the TCTI takes for granted (tss2-tcti-swtpm(7)). */
async function twoFreePorts(): Promise<number> {
  for (;;) {
    const first = await listening(0);
    const second = await listening(first.port + 1).catch(() => null);
    await Promise.all([first.close(), second?.close()]);
    if (second !== null) return first.port;
  }
}

function listening(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: own } = server.address() as { port: number };
      resolve({ port: own, close: () => new Promise((done) => void server.close(() => done())) });
    });
  });
}

/** The control channel takes connections as soon as the program has opened it. */
async function answers(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => void setImmediate(resolve));
  }
}
