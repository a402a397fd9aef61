import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../base/clock.ts';
import type { SerialConfig } from '../../../../devices/link/config.ts';
import type { LinkFailure } from '../../../../devices/link/link.ts';
import { serialLink } from '../../../../devices/link/serial.ts';
import { PtyPair, socatMissing } from '../receipt-printer/pty.ts';

if (socatMissing) console.warn('socat is not installed: the presence of a serial port is not tested');

const config = (path: string): SerialConfig => ({
  path,
  baudRate: 115200,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
});
const LOOK_EVERY = 2_000;

/** A clock on which the test triggers the checks of the port; everything else takes its time. */
class Looks implements Clock {
  #due: (() => void) | null = null;
  #wake: () => void = () => undefined;

  now(): number {
    return systemClock.now();
  }

  after(ms: number, fn: () => void): () => void {
    if (ms !== LOOK_EVERY) return systemClock.after(ms, fn);
    this.#due = fn;
    this.#wake();
    return () => {
      if (this.#due === fn) this.#due = null;
    };
  }

  get waiting(): boolean {
    return this.#due !== null;
  }

  look(): void {
    const due = this.#due;
    this.#due = null;
    due?.();
  }

  /** Resolves when the next look is due: the one before found everything in its place. */
  async planned(): Promise<void> {
    if (this.#due === null)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }
}

describe.skipIf(socatMissing)('a serial port that is only listened to', () => {
  let pty: PtyPair;
  let name: string;
  let looks: Looks;
  beforeEach(async () => {
    pty = await PtyPair.start();
    looks = new Looks();
    // As udev names it.
    name = join(pty.folder, 'name');
    symlinkSync(pty.near, name);
  });
  afterEach(() => pty.stop());

  const opened = async (): Promise<{
    readonly link: ReturnType<typeof serialLink>;
    readonly closed: Promise<LinkFailure>;
  }> => {
    const link = serialLink(config(name), looks);
    const closed = new Promise<LinkFailure>((resolve) => link.onClose(resolve));
    expect((await link.open()).ok).toBe(true);
    await looks.planned();
    return { link, closed };
  };

  it('stays open as long as it is the same', async () => {
    const { link } = await opened();
    let told = false;
    link.onClose(() => {
      told = true;
    });
    for (let round = 0; round < 3; round += 1) {
      looks.look();
      await looks.planned();
    }
    // Made anew, and leading to the same port: udev does so with every change of its rules.
    symlinkSync(pty.near, `${name}-new`);
    renameSync(`${name}-new`, name);
    looks.look();
    await looks.planned();
    expect(told).toBe(false);
    await link.close();
    expect(looks.waiting).toBe(false);
  });

  it('ends when its name is gone', async () => {
    const { link, closed } = await opened();
    rmSync(name);
    looks.look();
    expect(await closed).toEqual({ kind: 'closed', code: 'ENOENT' });
    expect(await link.write(Uint8Array.of(1), 100)).toEqual({ ok: false, error: { kind: 'closed', code: 'ENOENT' } });
  });

  it('ends when its name leads to another port', async () => {
    const { closed } = await opened();
    symlinkSync(pty.far, `${name}-new`);
    renameSync(`${name}-new`, name);
    looks.look();
    expect(await closed).toEqual({ kind: 'closed', code: null });
  });

  it('is not checked again when it was closed during a check', async () => {
    const { link, closed } = await opened();
    rmSync(name);
    looks.look();
    await link.close();
    expect(await closed).toEqual({ kind: 'closed', code: null });
    expect(looks.waiting).toBe(false);
  });
});
