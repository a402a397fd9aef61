/** Adapters as processes of their own, and the register's side of the line to them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TEST_TOWN_FILE } from '../../../register/resident-system/test-town.ts';
import { identity } from '../../unit/register/server/eid/keys.ts';
import type { HttpSubject } from '../../../register/resident-system/conformance-http.ts';
import { createRemoteResidents } from '../../../register/server/residents/remote-residents.ts';
import { openLine, type Line } from '../../../register/server/residents/remote/line.ts';

export interface Adapter {
  readonly url: string;
  readonly line: Line;
  /** The register's side, for who opens lines of its own. */
  readonly register: HttpSubject['line'];
  /** As a machine that loses its power. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** Both sides, each with a certificate of its own that the other one knows. */
export async function makeTlsFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-adapter-'));
  const [server, client] = await Promise.all([identity('resident system'), identity('register')]);
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('server.key', server.keyPem);
  write('server.pem', server.pem);
  write('clients.pem', client.pem);
  return { folder, server, client };
}

interface StartOptions {
  readonly timeoutMs?: number;
  /** People and documents. */
  readonly town?: string;
}

/** `command`: gets `--port 0 --tls FOLDER --town FILE` behind it, and says `listening on ADDRESS`. */
export async function startAdapter(
  command: readonly string[],
  { timeoutMs = 5_000, town = TEST_TOWN_FILE }: StartOptions = {},
): Promise<Adapter> {
  const { folder, server, client } = await makeTlsFolder();
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, '--port', '0', '--tls', folder, '--town', town], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const url = await addressOf(child);
    const register = { url, key: client.keyPem, certificate: client.pem, authorities: server.pem };
    const line = openLine({ ...register, timeoutMs });
    const remove = async (): Promise<void> => {
      line.close();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    };
    return { url, line, register, kill, remove };
  } catch (error) {
    await kill();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('An adapter without an output.');
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^listening on (https:\/\/\S+)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('The adapter ended before it listened.');
}

/** An adapter as a subject of the conformance suite. */
export async function adapterSubject(command: readonly string[]): Promise<HttpSubject> {
  const [adapter, stranger] = await Promise.all([startAdapter(command), identity('register')]);
  return {
    system: createRemoteResidents({ name: 'musterstadt', line: adapter.line, trouble: () => {} }),
    line: adapter.register,
    stranger: { key: stranger.keyPem, certificate: stranger.pem },
    interrupt: adapter.kill,
    close: adapter.remove,
  };
}
