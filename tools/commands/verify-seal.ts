/**
 * Checks the digital seal of a document, offline:
 *
 *   node tools/commands/verify-seal.ts --certificate FILE.pem (--hex TEXT | --base64 TEXT | FILE | -)
 *
 * FILE holds the bytes that a reader of DataMatrix codes gave (`dmtxread -N1 picture.png > FILE`), `-` is standard
 * input. `--certificate` may be given several times. Says in German what the seal says, and whether it holds; ends with
 * 0 where it does, 1 where it does not, 64 where the call is wrong.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decodeResidence } from '../../register/seal/meldebescheinigung.ts';
import type { SealedResidence } from '../../register/seal/meldebescheinigung.ts';
import { decodeSeal } from '../../register/seal/seal.ts';
import { readSealCertificates, verifySeal } from '../../register/seal/verify.ts';
import type { SealCertificate, SealCertificateFault, VerifyFault } from '../../register/seal/verify.ts';

// sysexits.h, EX_USAGE.
const EX_USAGE = 64;

const WHY: Record<VerifyFault, string> = {
  'not-a-seal': 'Das ist kein digitales Siegel.',
  'unsupported-version': 'Das Siegel hat eine Version, die dieses Programm nicht kennt.',
  truncated: 'Das Siegel ist unvollständig.',
  'malformed-header': 'Der Kopf des Siegels ist nicht lesbar.',
  'malformed-message': 'Die Angaben des Siegels sind nicht lesbar.',
  unsigned: 'Das Siegel trägt keine Signatur.',
  'trailing-bytes': 'Hinter dem Siegel stehen weitere Daten.',
  'unknown-signer': 'Das Siegel ist mit einem anderen Zertifikat gemacht als den angegebenen.',
  'outside-validity': 'Das Zertifikat galt an dem Tag nicht, an dem das Siegel gemacht wurde.',
  'wrong-signature': 'Die Signatur passt nicht: Das Siegel wurde verändert oder gefälscht.',
};
const CERTIFICATE: Record<SealCertificateFault, string> = {
  'no-certificate': 'enthält kein Zertifikat in PEM',
  unreadable: 'ist kein lesbares Zertifikat',
  'no-signer-id': 'ist kein Zertifikat für Siegel (C und CN)',
  'wrong-key': 'hat keinen Schlüssel auf P-256 oder brainpoolP256r1',
};
const HOME: Record<SealedResidence['housing'], string> = {
  sole: 'Alleinige Wohnung',
  main: 'Hauptwohnung',
  secondary: 'Nebenwohnung',
};

class Usage extends Error {}

try {
  const { trusted, bytes } = readCall();
  process.exitCode = check(bytes, trusted) ? 0 : 1;
} catch (error) {
  if (!(error instanceof Usage)) throw error;
  process.stderr.write(
    `${error.message}\nAufruf: node tools/commands/verify-seal.ts --certificate ZERTIFIKAT.pem (--hex TEXT | --base64 TEXT | DATEI | -)\n`,
  );
  process.exitCode = EX_USAGE;
}

function readCall(): { trusted: SealCertificate[]; bytes: Uint8Array } {
  const { values, positionals } = parse();
  const given = [values.hex, values.base64, ...positionals].filter((value) => value !== undefined);
  if (values.certificate === undefined || values.certificate.length === 0) throw new Usage('Es fehlt das Zertifikat.');
  if (given.length !== 1) throw new Usage('Es wird genau ein Siegel geprüft.');
  const trusted = values.certificate.flatMap((file) => {
    const read = readSealCertificates(readInput(file).toString('utf8'));
    if (!read.ok) throw new Usage(`${file} ${CERTIFICATE[read.error]}.`);
    return [...read.value];
  });
  if (values.hex !== undefined) return { trusted, bytes: decoded(values.hex.replaceAll(/\s/g, ''), 'hex') };
  if (values.base64 !== undefined) return { trusted, bytes: decoded(values.base64.replaceAll(/\s/g, ''), 'base64') };
  return { trusted, bytes: readInput(positionals[0] === '-' ? 0 : (positionals[0] ?? '')) };
}

function parse() {
  try {
    return parseArgs({
      options: { certificate: { type: 'string', multiple: true }, hex: { type: 'string' }, base64: { type: 'string' } },
      allowPositionals: true,
    });
  } catch {
    throw new Usage('Der Aufruf ist nicht verständlich.');
  }
}

function readInput(file: string | 0): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Usage(`${file === 0 ? 'Die Standardeingabe' : file} ist nicht lesbar.`);
  }
}

/** Node passes over what it cannot decode; a seal with a mistyped character is a mistake in the call. */
function decoded(text: string, coding: 'hex' | 'base64'): Uint8Array {
  const valid = coding === 'hex' ? /^([0-9a-f]{2})+$/i : /^[A-Za-z0-9+/]+={0,2}$/;
  if (!valid.test(text))
    throw new Usage(
      coding === 'hex' ? 'Nach --hex stehen keine Hexadezimalzahlen.' : 'Nach --base64 steht kein Base64.',
    );
  return Buffer.from(text, coding);
}

function check(bytes: Uint8Array, trusted: readonly SealCertificate[]): boolean {
  const verified = verifySeal(bytes, trusted);
  if (!verified.ok) {
    say('NICHT GÜLTIG');
    say(WHY[verified.error]);
    const seal = decodeSeal(bytes);
    // Which certificate is missing may be said; what an unverified seal claims may not.
    if (seal.ok && verified.error === 'unknown-signer')
      say(`Verlangt: ${seal.value.header.signerId}, Zertifikat ${seal.value.header.certificateReference}`);
    return false;
  }
  const { seal, certificate } = verified.value;
  const residence = decodeResidence(seal);
  if (!residence.ok) {
    say('NICHT GÜLTIG');
    say(
      residence.error === 'other-document'
        ? 'Das Siegel ist echt, gehört aber nicht zu einer Meldebescheinigung.'
        : 'Das Siegel ist echt, seine Angaben sind aber nicht lesbar.',
    );
    return false;
  }
  say('GÜLTIG');
  line('Gesiegelt von', `${certificate.organisation} (${certificate.signerId}, Zertifikat ${certificate.reference})`);
  line('Gesiegelt am', day(seal.header.signedOn));
  line('Ausgestellt am', day(seal.header.issuedOn));
  describe(residence.value);
  return true;
}

function describe(residence: SealedResidence): void {
  line('Familienname', residence.familyName);
  line('Doktorgrad', residence.doctorate);
  line('Vornamen', residence.givenNames);
  line('Gebräuchlicher Vorname', residence.usualGivenName);
  line('Geburtsdatum', residence.birthDate === null ? null : day(residence.birthDate));
  line(
    HOME[residence.housing],
    `${residence.street} ${residence.houseNumber}, ${residence.postalCode} ${residence.city}`,
  );
  line('Eingezogen am', residence.since === null ? null : day(residence.since));
  line('Gemeldet am', residence.notifiedOn === null ? null : day(residence.notifiedOn));
  say('Bitte mit den Angaben auf dem Dokument vergleichen. Was auf „…“ endet, war für das Siegel zu lang.');
}

function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}
function line(label: string, value: string | null): void {
  if (value !== null) say(`${`${label}:`.padEnd(24)}${value}`);
}
/** A seal may hold any character; a terminal's control sequences are not to come out of it. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
function day(date: string): string {
  return date.split('-').reverse().join('.');
}
