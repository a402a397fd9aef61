/**
 * What of the checkout goes into the package: the bundles, and the native modules that stay outside of them. Nothing
 * else.
 */
import { MODULES_FILE } from '../build.ts';
import { nativePackages } from '../run/account.ts';

/** Parts of a native module that nothing loads at run time. */
const NEEDLESS = [
  /(\.([cm]?ts|map|gyp|gypi|cc|cpp|h)|(?<!licen[cs]e)\.md)$/i,
  // C++ sources.
  /^\/node_modules\/(@photostructure\/sqlite|@serialport\/bindings-cpp|node-hid)\/(src|hidapi)$/,
  // What checks and copies prebuilt files at installation, with its command line.
  /\/node_modules\/(pkg-prebuilds\/(bin|node_modules)|yargs|yargs-parser|cliui|y18n|escalade|get-caller-file|require-directory|string-width|strip-ansi|ansi-regex|ansi-styles|wrap-ansi|emoji-regex|is-fullwidth-code-point|color-convert|color-name)$/,
  // Header files for compilers.
  /\/node_modules\/node-addon-api$/,
  // Debian's C library is glibc.
  /musl/,
];

/** `path` relative to the checkout, with a leading slash. */
export function isShipped(path: string, arch: string, packages: readonly string[] = nativePackages()): boolean {
  if (path === '' || path === '/node_modules' || path === '/package.json') return true;
  // The office's page is the register's.
  if (path === '/.build/office' || path.startsWith('/.build/office/')) return false;
  if (path === '/.build' || path.startsWith('/.build/'))
    return !path.endsWith('.map') && path !== `/.build/${MODULES_FILE}`;
  if (/\/prebuilds\/[^/]+/.test(path) && !new RegExp(`/prebuilds/(\\w+-)?linux-${arch}(/|$)`).test(path)) return false;
  if (NEEDLESS.some((part) => part.test(path))) return false;
  return packages.some((name) => {
    const folder = `/node_modules/${name}`;
    return path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`);
  });
}
