/**
 * The arrows between the rooms, checked. Every import of every source file is read by a real parser and must be allowed
 * by the table; what ships must not reach a simulator, the demonstration town or the simulator console, over any number
 * of steps.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'rolldown/utils';

const ROOT = resolve(import.meta.dirname, '../..');
const ROOMS = [
  'base',
  'electron',
  'renderer',
  'office',
  'state-machines',
  'services',
  'devices',
  'register',
  'locales',
  'tools',
  'test',
];

/**
 * From (longest prefix wins) → what it may import besides itself. Packages by name; `*` for any; folders and files by
 * path.
 */
const ALLOWED: Record<string, readonly string[]> = {
  base: ['base/'],
  'electron/ipc': ['zod', 'register/contract/contract.ts', 'electron/ipc/'],
  'electron/preload.ts': ['electron', 'base/', 'electron/ipc/channels.ts'],
  electron: [
    'electron',
    'base/',
    'node:',
    'electron/',
    'devices/',
    'register/client/client.ts',
    'register/client/access.ts',
  ],
  'electron/kiosk': [
    'node:',
    'xstate',
    'zod',
    'yaml',
    'birpc',
    'minisearch',
    'jose',
    '@photostructure/sqlite',
    'base/',
    'electron/kiosk/',
    'electron/ipc/view.ts',
    'state-machines/',
    'devices/',
    'register/contract/catalogue-delta.ts',
    'register/client/client.ts',
    'register/client/access.ts',
    'register/contract/contract.ts',
    'register/client/credentials.ts',
    'register/contract/document-number.ts',
    'register/opening-hours/',
    'register/contract/status-id.ts',
    'register/contract/status-id-length.ts',
    'register/contract/take-away.ts',
    'services/',
    'locales/',
  ],
  renderer: [
    'react',
    'react-dom',
    'lucide-react',
    'hyphen/de',
    'renderer/',
    'electron/ipc/view.ts',
    'locales/',
    'register/contract/contract.ts',
  ],
  office: [
    'react',
    'react-dom',
    'lucide-react',
    'i18next',
    'zod',
    'uqr',
    '@simplewebauthn/browser',
    'base/',
    'office/',
    'register/contract/',
    'locales/',
  ],
  'state-machines': [
    'xstate',
    'base/',
    'state-machines/',
    'register/contract/contract.ts',
    'services/kit/services.ts',
    'services/orders.ts',
    'services/machines.ts',
  ],
  // A description is data: the screen, the terminal and the register have it.
  services: ['services/'],
  'services/orders.ts': ['zod', 'services/'],
  'services/machines.ts': ['xstate', 'services/', 'state-machines/'],
  'services/pages.ts': ['xstate', 'services/'],
  'services/register.ts': ['services/', 'register/server/'],
  devices: [
    'base/',
    'node:',
    'zod',
    'birpc',
    'serialport',
    '@serialport/',
    'node-hid',
    'pcsc-mini',
    'mrz',
    '@napi-rs/canvas',
    '@point-of-sale/',
    'iconv-lite',
    'ws',
    'devices/',
  ],
  register: ['*', 'base/', 'register/', 'services/'],
  // Mails say of a device what its staff and the office's page read of it.
  'register/server/alarms': ['*', 'base/', 'register/', 'locales/house.json', 'office/words.de.json'],
  // The page behind a slip's code speaks to visitors, in their languages.
  'register/server/public': ['*', 'base/', 'register/', 'locales/de.json', 'locales/en.json', 'locales/ar.json'],
  locales: ['i18next', 'locales/', 'services/index.ts', 'services/kit/'],
  'devices/receipt-printer/simulator': ['*', 'devices/'],
  'devices/simulation': ['*', 'devices/'],
  'devices/eid/simulator': ['*', 'devices/'],
  tools: [
    '*',
    'base/',
    'tools/',
    'electron/',
    'devices/',
    'register/',
    'renderer/',
    'office/',
    'locales/',
    'services/',
    'state-machines/',
    'test/',
  ],
  test: [
    '*',
    'base/',
    'tools/',
    'electron/',
    'devices/',
    'register/',
    'renderer/',
    'office/',
    'locales/',
    'services/',
    'state-machines/',
    'test/',
  ],
};
/** What a file of a service may import, by its name: each belongs to one process. */
const FACETS: Record<string, readonly string[]> = {
  'service\\.ts': ['services/'],
  'order\\.ts': ['zod', 'services/', 'register/contract/parts.ts'],
  '(machine|application|change)\\.ts': ['xstate', 'services/', 'state-machines/', 'register/contract/contract.ts'],
  '(pages|[a-z]+-pages|person)\\.ts': [
    'xstate',
    'services/',
    'electron/kiosk/app-state.ts',
    'electron/kiosk/content/',
    'electron/kiosk/views/',
    'electron/ipc/view.ts',
    'devices/driver/status.ts',
    'register/contract/contract.ts',
  ],
  'register\\.ts': ['zod', 'services/', 'register/server/', 'register/contract/contract.ts', 'kysely'],
  '(conforms|conforms-[a-z]+|[a-z-]+\\.test)\\.ts': [
    '*',
    'base/',
    'devices/',
    'electron/',
    'locales/',
    'register/',
    'services/',
    'state-machines/',
    'test/',
    'tools/',
  ],
};
/** Where what ships begins, and what must not be reached from there. */
const SHIPPED = [
  'electron/main.ts',
  'electron/preload.ts',
  'electron/kiosk/store/process.ts',
  'devices/host/host.ts',
  'register/opening-hours/worker.ts',
  'electron/shell/watchdog-thread.ts',
  'renderer/main.tsx',
  'office/main.tsx',
];
const TEST_OF_SERVICE = String.raw`services/kit/conforms|services/.*\.test\.ts$`;
const NEVER_SHIPPED = new RegExp(
  String.raw`^(devices/simulation/|devices/[^/]+/simulator|register/(demo|server)/|tools/|test/` +
    String.raw`|services/register\.ts$|services/[^/]+/register\.ts$|${TEST_OF_SERVICE})`,
);
/** The register is another machine: it has no pages and no machines of a visit. */
const REGISTER = ['register/package/cli.ts', 'register/server/cli.ts'];
const NEVER_AT_REGISTER = new RegExp(
  String.raw`^(electron/|renderer/|state-machines/|services/(machines|pages)\.ts$` +
    String.raw`|services/[^/]+/((application|change|machine|pages|person)|[a-z]+-pages)\.ts$|${TEST_OF_SERVICE})`,
);

export function layeringProblems(): string[] {
  const files = ROOMS.flatMap((room) => sources(join(ROOT, room)));
  const imports = new Map(files.map((file) => [relative(ROOT, file), importsOf(file)]));
  const problems: string[] = [];
  for (const [file, targets] of imports) {
    const rule = Object.keys(ALLOWED)
      .filter((prefix) => file === prefix || file.startsWith(`${prefix}/`))
      .sort((a, b) => b.length - a.length)[0];
    const rules = facetOf(file) ?? ALLOWED[rule ?? ''];
    for (const { target, typeOnly, isPackage } of targets) {
      if (rules === undefined || allowed(target, isPackage, rules)) continue;
      // A type has no weight at run time, so the renderer may name what the bridge is made of.
      if (typeOnly && rule === 'renderer' && target.startsWith('electron/ipc/')) continue;
      problems.push(`${file} must not import ${target}`);
    }
  }
  for (const start of SHIPPED) {
    for (const reached of reach(start, imports))
      if (NEVER_SHIPPED.test(reached)) problems.push(`${start} ships, and reaches ${reached}`);
  }
  for (const start of REGISTER) {
    for (const reached of reach(start, imports))
      if (NEVER_AT_REGISTER.test(reached)) problems.push(`${start} is the register's, and reaches ${reached}`);
  }
  return problems;
}

/** Rules for a file that has its name in every service's folder, and in the kit's; undefined for any other. */
function facetOf(file: string): readonly string[] | undefined {
  const [, name] = /^services\/[^/]+\/([^/]+)$/.exec(file) ?? [];
  return name === undefined
    ? undefined
    : Object.entries(FACETS).find(([pattern]) => new RegExp(`^${pattern}$`).test(name))?.[1];
}

function allowed(target: string, isPackage: boolean, rules: readonly string[]): boolean {
  return rules.some((rule) =>
    rule === '*'
      ? isPackage
      : target === rule || (/[/:]$/.test(rule) ? target.startsWith(rule) : isPackage && target.startsWith(`${rule}/`)),
  );
}

function reach(start: string, imports: ReadonlyMap<string, readonly Import[]>): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    queue.push(
      ...(imports.get(file) ?? [])
        .filter(({ typeOnly, isPackage }) => !typeOnly && !isPackage)
        .map(({ target }) => target),
    );
  }
  return seen;
}

interface Import {
  readonly target: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const found: Import[] = [];
  const add = (source: unknown, typeOnly: boolean): void => {
    if (typeof source === 'string')
      found.push({ target: targetOf(source, file), isPackage: !source.startsWith('.'), typeOnly });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const {
      type,
      source,
      importKind,
      exportKind,
      callee,
      arguments: args,
    } = node as Record<string, never> & {
      type?: string;
      source?: { value?: unknown };
      importKind?: string;
      exportKind?: string;
      callee?: { name?: string };
      arguments?: { value?: unknown }[];
    };
    if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration')
      add(source?.value, importKind === 'type' || exportKind === 'type');
    if (type === 'ImportExpression') add(source?.value, false);
    if (type === 'CallExpression' && callee?.name === 'require') add(args?.[0]?.value, false);
    for (const child of Object.values(node)) visit(child);
  };
  visit(program);
  return found;
}

function targetOf(source: string, from: string): string {
  if (!source.startsWith('.')) return source;
  return relative(ROOT, resolve(dirname(from), source));
}

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

if (process.argv[1] === import.meta.filename) {
  const problems = layeringProblems();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
