import { createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { framed, LONGEST, networkReports, ReportFrames } from '../../../../devices/link/network-reports.ts';
import { frameReport } from '../../../../devices/simulation/reports.ts';
import { cut, numRuns } from '../receipt-printer/pieces.ts';

/** What the frames take, and whether they still understand what comes. */
function taken(
  pieces: readonly Uint8Array[],
  frames = new ReportFrames(),
): { readonly reports: Uint8Array[]; readonly understood: boolean } {
  const reports: Uint8Array[] = [];
  const understood = pieces.every((piece) => frames.push(piece, (report) => void reports.push(report)));
  return { reports, understood };
}

describe('reports over a stream', () => {
  it('come whole, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 1_100 }), { maxLength: 8 }),
        fc.array(fc.nat(200)),
        (reports, cuts) => {
          const stream = Uint8Array.from(reports.flatMap((report) => [...frameReport(report)]));
          expect(taken(cut(stream, cuts))).toEqual({ reports, understood: true });
          expect(reports.map((report) => framed(report))).toEqual(reports.map((report) => frameReport(report)));
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('end where one is longer than any report', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: LONGEST + 1, max: 0xffff }), (report, length) => {
        expect(taken([Uint8Array.of(...frameReport(report), length >> 8, length & 0xff, 1, 2, 3)])).toEqual({
          reports: [report],
          understood: false,
        });
      }),
      { numRuns: numRuns() },
    );
    expect(taken([frameReport(new Uint8Array(LONGEST))]).reports).toEqual([new Uint8Array(LONGEST)]);
  });

  it('that lack their end are dropped, and no bytes throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
        for (const report of taken(pieces).reports) expect(report.length).toBeLessThanOrEqual(LONGEST);
      }),
      { numRuns: numRuns() },
    );
    expect(taken([frameReport(Uint8Array.of(1, 2, 3)).subarray(0, 4)])).toEqual({ reports: [], understood: true });
  });
});

describe('a link that carries reports over the network', () => {
  let server: Server | undefined;
  afterEach(async () => {
    await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  });

  it('carries them both ways, and ends at an invalid one', async () => {
    let sent = Buffer.alloc(0);
    server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .on('data', (bytes) => {
          sent = Buffer.concat([sent, bytes]);
          if (sent.length === 4 + 3) socket.write(Uint8Array.of(...frameReport(Uint8Array.of(7, 8)), 0xff, 0xff));
        }),
    );
    const at = server;
    await new Promise<void>((resolve) => at.listen(0, '127.0.0.1', resolve));
    const link = networkReports({ host: '127.0.0.1', port: (at.address() as { port: number }).port }, systemClock);
    const got: Uint8Array[] = [];
    link.onData((report) => void got.push(report));
    const closed = new Promise((resolve) => link.onClose((failure) => resolve(failure.kind)));
    expect((await link.open()).ok).toBe(true);
    await link.feature(Uint8Array.of(0xfe, 0x01), 1_000);
    await link.write(Uint8Array.of(5), 1_000);
    expect(await closed).toBe('closed');
    expect(got).toEqual([Uint8Array.of(7, 8)]);
    expect(sent.toString('hex')).toBe('0002fe01000105');
    expect(link.identity()).toBeNull();
  });
});
