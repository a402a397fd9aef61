/**
 * Who asks at the local socket, and what that person may. The kernel knows the peer of a Unix socket (SO_PEERCRED), but
 * Node does not tell; so the command shows it by a file that it makes for each request in a folder in which every user
 * may create files and none may list them: the file's owner is who asks.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../base/result.ts';
import { RegisterStartError } from '../start-error.ts';
import type { ADMIN } from './contract.ts';
import type { ADMIN_FILES } from './contract-data.ts';

export const PROOF_HEADER = 'foyer-proof';
/** In the socket's folder. */
export const PROOF_FOLDER = 'proofs';
const PROOF = /^[0-9a-f]{32}$/;
/** Milliseconds for which a proof is looked at: it is made and shown at once. */
const PROOF_HOLDS = 60_000;

export const ROLES = ['office', 'operator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];
export interface Operator {
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
}
/** By user id of the operating system. */
export type Operators = ReadonlyMap<number, Operator>;

/** Makes a proof; the caller removes it when there was no answer. */
export function makeProof(folder: string): { readonly name: string; readonly path: string } {
  const name = randomBytes(16).toString('hex');
  const path = join(folder, PROOF_FOLDER, name);
  closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600));
  return { name, path };
}

/**
 * User id of the proof's owner; reading it uses the proof up. Null where it is no proof: a link to another user's file
 * has more than one name, or is no file.
 */
export function uidOf(folder: string, name: unknown, now: number): number | null {
  if (typeof name !== 'string' || !PROOF.test(name)) return null;
  const path = join(folder, PROOF_FOLDER, name);
  try {
    const seen = lstatSync(path);
    if (!seen.isFile() || seen.nlink !== 1) return null;
    unlinkSync(path);
    return Math.abs(now - seen.mtimeMs) <= PROOF_HOLDS ? seen.uid : null;
  } catch {
    return null;
  }
}

/**
 * A line a person: user id, name, roles with commas. `#` begins a remark. Throws {@link RegisterStartError} with the
 * line. The file must belong to root or to the register, and no other user may write it.
 */
export function readOperators(path: string): Operators {
  let text: string;
  try {
    const file = openSync(path, constants.O_RDONLY);
    try {
      const { mode, uid } = fstatSync(file);
      if ((mode & 0o022) !== 0 || ![0, process.getuid?.()].includes(uid))
        throw new RegisterStartError(`FOYER_OPERATORS: ${path} can be changed by others than root and the register.`);
      text = readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof RegisterStartError) throw error;
    throw new RegisterStartError(
      `FOYER_OPERATORS: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  }
  const found = new Map<number, Operator>();
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').trim();
    if (words === '') continue;
    const read = readLine(words);
    if (!read.ok) throw new RegisterStartError(`FOYER_OPERATORS: ${path}, line ${index + 1}: ${read.error}.`);
    if (found.has(read.value.uid) || [...found.values()].some(({ name }) => name === read.value.name))
      throw new RegisterStartError(`FOYER_OPERATORS: ${path}, line ${index + 1}: this user id or name is there twice.`);
    const { uid, ...operator } = read.value;
    found.set(uid, operator);
  }
  return found;
}

function readLine(words: string): Result<Operator & { readonly uid: number }, string> {
  const [uid = '', name = '', roles = '', ...more] = words.split(/\s+/);
  if (!/^\d{1,10}$/.test(uid)) return err('a user id comes first');
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(name)) return err('the name needs 1 to 32 letters, digits, dots, hyphens');
  const list = roles.split(',');
  if (more.length > 0 || !list.every((role): role is Role => ROLES.includes(role as Role)))
    return err(`roles are ${ROLES.join(', ')}, with commas and without blanks`);
  return ok({ uid: Number(uid), name, roles: new Set(list) });
}

/** Who may ask what. Everybody may see how it is. */
export const MAY: Readonly<Record<keyof typeof ADMIN | keyof typeof ADMIN_FILES, readonly Role[]>> = {
  status: ROLES,
  terminals: ['operator', 'office'],
  helpCalls: ['office'],
  alarms: ['operator', 'office'],
  testAlarms: ['operator'],
  import: ['operator'],
  publishCatalogue: ['operator', 'office'],
  exportCatalogue: ['operator', 'office'],
  closeOffice: ['office'],
  reopenOffice: ['office'],
  planMaintenance: ['operator', 'office'],
  endMaintenance: ['operator', 'office'],
  addTerminal: ['operator'],
  enrolTerminal: ['operator'],
  revokeTerminal: ['operator'],
  setOfflineStates: ['operator'],
  cases: ['office'],
  case: ['office'],
  setCase: ['office'],
  caseAttachment: ['office'],
  putSchema: ['operator'],
  setDocument: ['office'],
  importDocuments: ['operator'],
  importPeople: ['operator'],
  deliverResidents: ['operator'],
  deliveries: ['operator', 'office'],
  dismissDelivery: ['operator'],
  residentChanges: ['operator'],
  generate: ['operator'],
  rotateStatusIndex: ['operator'],
  statusIndexState: ['operator'],
  rotateDocumentKey: ['operator'],
  rotateSigningKey: ['operator'],
  rotateSealingKey: ['operator'],
  addOfficeAccount: ['operator'],
  officeCode: ['operator'],
  officeAccounts: ['operator'],
  disableOfficeAccount: ['operator'],
  auditHeads: ['auditor'],
  auditVerify: ['auditor'],
  auditDrop: ['auditor'],
};
