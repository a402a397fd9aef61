/**
 * The register of a checkout, as a process of its own; its limits are lifted by settings, the code path stays.
 * Operators' commands reach it by its folder.
 *
 * `node register-piece.ts CHECKOUT FOLDER DATABASE_URL` prints `{"url":…,"pid":…}`, and ends with its input.
 */
import type { startAdmin } from '../../../register/server/admin/server.ts';
import type { openRegister } from '../../../register/server/register.ts';
import type { RegisterEvent } from '../../../register/server/log.ts';
import { readDatabase } from '../../../register/server/commands/database-settings.ts';
import { moduleOf } from '../checkouts.ts';

const [checkout = '', folder = '', databaseUrl = ''] = process.argv.slice(2);
const NO_LIMIT = { capacity: 1e12, refillPerSecond: 1e12 };
let hasFailed = false;
/** The first failure says enough. */
function failed(entry: RegisterEvent): void {
  if (entry.event !== 'failed' || hasFailed) return;
  hasFailed = true;
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}
const module = await moduleOf<{ openRegister: typeof openRegister }>(checkout, 'register/server/register.ts');
const register = await module.openRegister({
  folder,
  ...readDatabase({ ...process.env, DATABASE_URL: databaseUrl }, 'postgresql'),
  log: failed,
  port: 0,
  limits: { perTerminal: NO_LIMIT, overall: NO_LIMIT },
  terminalBudget: NO_LIMIT,
  terminalsBudget: NO_LIMIT,
} as Parameters<typeof openRegister>[0]);
const { url } = await register.server.start();
const admin = await moduleOf<{ startAdmin: typeof startAdmin }>(checkout, 'register/server/admin/server.ts');
await admin.startAdmin(register, folder, url);
process.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
process.stdin.resume().once('end', () => void register.close().then(() => process.exit(0)));
