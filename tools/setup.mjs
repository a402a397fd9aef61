/**
 * Makes this checkout ready: packages, system packages, an Electron runtime and, where set-up runs as root, an
 * unprivileged account. Plain JavaScript for Node ≥ 18, because it runs before anything is installed. Returns quickly
 * when all is there.
 *
 *   node tools/setup.mjs start|test|make|bench|failover|register|repository
 */
import { installPackages } from './setup/packages.mjs';
import { installSystemPackages } from './setup/system-packages.mjs';
import { installRuntime } from './setup/runtime.mjs';
import { ensureAccount } from './setup/account.mjs';
import { fail, say } from './setup/say.mjs';

const purpose = process.argv[2] ?? 'start';
const began = Date.now();
try {
  installPackages();
  if (purpose !== 'register') installSystemPackages(purpose);
  if (!['register', 'repository', 'failover'].includes(purpose)) {
    ensureAccount();
    await installRuntime();
  }
  say(`ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
} catch (error) {
  fail(error);
}
