import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { serialLink } from '../../../../devices/link/serial.ts';
import { tcpLink } from '../../../../devices/link/tcp.ts';
import type { SerialConfig } from '../../../../devices/link/config.ts';
import { PtyPair, socatMissing } from '../receipt-printer/pty.ts';

if (socatMissing) console.warn('socat is not installed: the serial link is not tested');

const config = (path: string): SerialConfig => ({
  path,
  baudRate: 115200,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
});

describe.skipIf(socatMissing)('a serial link over a pty', () => {
  let pty: PtyPair;
  beforeEach(async () => {
    pty = await PtyPair.start();
  });
  afterEach(() => pty.stop());

  it('carries every byte value both ways, 11 and 13 hex as well', async () => {
    const near = serialLink(config(pty.near), systemClock);
    const far = serialLink(config(pty.far), systemClock);
    expect((await near.open()).ok && (await far.open()).ok).toBe(true);
    const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => index & 0xff);
    const got = new Promise<Buffer>((resolve) => {
      let all = Buffer.alloc(0);
      far.onData((piece) => {
        all = Buffer.concat([all, piece]);
        if (all.length >= bytes.length) resolve(all);
      });
    });
    expect(await near.write(bytes, 5_000)).toEqual({ ok: true, value: undefined });
    expect(Buffer.compare(await got, bytes)).toBe(0);
    await near.close();
    await far.close();
  });

  it('reports once that the device was unplugged', async () => {
    const link = serialLink(config(pty.near), systemClock);
    await link.open();
    let told = 0;
    const closed = new Promise((resolve) =>
      link.onClose((failure) => {
        told++;
        resolve(failure.kind);
      }),
    );
    pty.stop();
    expect(await closed).toBe('closed');
    expect(await link.write(Uint8Array.of(1), 100)).toMatchObject({ ok: false, error: { kind: 'closed' } });
    await link.close();
    expect(told).toBe(1);
  });

  it('reports a missing port, and one that another program holds', async () => {
    expect(await serialLink(config(join(pty.folder, 'none')), systemClock).open()).toMatchObject({
      ok: false,
      error: { kind: 'absent' },
    });
    const first = serialLink(config(pty.near), systemClock);
    await first.open();
    expect(await serialLink(config(pty.near), systemClock).open()).toMatchObject({
      ok: false,
      error: { kind: 'locked' },
    });
    await first.close();
  });

  it('ends a write that is not taken at its deadline', async () => {
    const link = serialLink(config(pty.near), systemClock);
    await link.open();
    pty.freeze();
    expect(await link.write(new Uint8Array(200_000), 300)).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    pty.thaw();
  });
});

describe('a TCP link', () => {
  it('reports that nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    expect(await tcpLink({ host: '127.0.0.1', port }, systemClock).open()).toEqual({
      ok: false,
      error: { kind: 'absent', code: 'ECONNREFUSED' },
    });
  });

  it('reports when the peer hangs up', async () => {
    const server = createServer((socket) => socket.end(Buffer.from('abc')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const link = tcpLink({ host: '127.0.0.1', port }, systemClock);
    let data = '';
    link.onData((bytes) => {
      data += Buffer.from(bytes).toString('latin1');
    });
    const closed = new Promise((resolve) => link.onClose((failure) => resolve(failure.kind)));
    await link.open();
    expect(await closed).toBe('closed');
    expect(data).toBe('abc');
    await new Promise((resolve) => server.close(resolve));
  });
});
