/** `ipps` to printers with a certificate of their own: the pinned one is accepted, whatever its issuer and its name. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { DocumentPrinterConfig } from '../../devices/document-printer/config.ts';
import { createDocumentPrinter } from '../../devices/document-printer/create.ts';
import type { DocumentPrinterStatus } from '../../devices/document-printer/document-printer.ts';
import { pdfOf } from '../harness/pdf.ts';
import { oddPrinter } from './support/odd-printer.ts';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

const DAY = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface Made {
  readonly cert: string;
  readonly key: string;
  readonly keys: CryptoKeyPair;
  readonly name: string;
}
interface Wanted {
  readonly name: string;
  readonly from?: number;
  readonly to?: number;
  readonly issuer?: Made;
  readonly authority?: boolean;
  readonly address?: string;
}

/** A key and its certificate, PEM; days from now. */
async function make({ name, from = -1, to = 30, issuer, authority = false, address }: Wanted): Promise<Made> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
  const cert = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${issuer?.name ?? name}`,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      ...(address === undefined ? [] : [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }])]),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    keys,
    name,
  };
}

/** A printer with `shows`, and a terminal in whose configuration `put` stands; its status once it has one. */
async function bench(shows: Made, put: string) {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-certificate-'));
  const file = join(folder, 'printer.pem');
  writeFileSync(file, put);
  const peer = await oddPrinter({}, shows);
  const printer = createDocumentPrinter(
    DocumentPrinterConfig.parse({
      class: 'document-printer',
      name: 'a4',
      uri: peer.uri,
      certificate: file,
      timing: { poll: 1_000, pollHindered: 500, follow: 100 },
    }),
    { clock: systemClock, random: () => 0 },
  );
  onTestFinished(async () => {
    await printer.close();
    await peer.stop();
    rmSync(folder, { recursive: true });
  });
  const settled = (status: DocumentPrinterStatus): boolean =>
    !['absent', 'opening', 'identifying'].includes(status.state);
  const status = await new Promise<DocumentPrinterStatus>((resolve) => {
    if (settled(printer.status())) return resolve(printer.status());
    const stop = printer.onStatus((now) => {
      if (settled(now)) {
        stop();
        resolve(now);
      }
    });
  });
  return { peer, printer, status };
}

describe('a printer by ipps', { timeout: 20_000 }, () => {
  it('whose own certificate is pinned prints, whatever its issuer', async () => {
    const maker = await make({ name: 'Druckerwerk CA', authority: true });
    for (const own of [await make({ name: 'printer-4711' }), await make({ name: 'printer-4711', issuer: maker })]) {
      const { printer, status } = await bench(own, own.cert);
      expect(status).toEqual({ state: 'ready' });
      expect(await printer.print({ pdf: pdfOf(1), pages: 1, sides: 'one-sided' })).toEqual({
        ok: true,
        value: { by: 'counted' },
      });
    }
  });

  it('whose authority is pinned prints where its name fits, and only there', async () => {
    const authority = await make({ name: 'Rathaus CA', authority: true });
    const fits = await bench(await make({ name: 'drucker', issuer: authority, address: '127.0.0.1' }), authority.cert);
    expect(fits.status).toEqual({ state: 'ready' });
    const other = await bench(
      await make({ name: 'drucker', issuer: authority, address: '192.0.2.18' }),
      authority.cert,
    );
    expect(other.status).toEqual({ state: 'faulted', reason: 'access' });
  });

  it.each([
    ['has expired', { from: -30, to: -1 }, 'certificate-expired'],
    ['does not count yet', { from: 1, to: 30 }, 'certificate-not-yet-valid'],
  ] as const)('whose own certificate %s is refused with that reason', async (_what, dates, reason) => {
    const maker = await make({ name: 'Druckerwerk CA', authority: true, from: -60, to: 60 });
    for (const own of [
      await make({ name: 'printer-4711', ...dates }),
      await make({ name: 'printer-4711', issuer: maker, ...dates }),
    ]) {
      expect((await bench(own, own.cert)).status).toEqual({ state: 'faulted', reason });
    }
    const issued = await make({ name: 'drucker', issuer: maker, address: '127.0.0.1', ...dates });
    expect((await bench(issued, maker.cert)).status).toEqual({ state: 'faulted', reason });
  });

  it('with another certificate is refused, and gets nothing of a document', async () => {
    const { peer, printer, status } = await bench(
      await make({ name: 'printer-4711' }),
      (await make({ name: 'printer-4711' })).cert,
    );
    expect(status).toEqual({ state: 'faulted', reason: 'access' });
    expect(await printer.print({ pdf: pdfOf(1), pages: 1, sides: 'one-sided' })).toMatchObject({
      ok: false,
      error: { paper: 'none' },
    });
    expect(peer.asked).toEqual([]);
  });
});
