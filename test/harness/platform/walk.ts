import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { PLAIN, PLAIN_FAMILIES } from './plain.ts';
import { REACH } from './reach.ts';

/** What the language itself has, without any platform. */
const LANGUAGE = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]);
/** Event handler attributes; and the mark that React leaves. */
const NO_INTERFACE = /^on[a-z]|^_react/;

const isKnown = (name: string): boolean =>
  LANGUAGE.has(name) ||
  NO_INTERFACE.test(name.replace(/^\w+\./, '')) ||
  REACH.has(name) ||
  PLAIN.has(name) ||
  PLAIN_FAMILIES.test(name);

/** Names that are on neither list yet; members as `navigator.name` and `document.name`. */
export const unknownNames = (names: Iterable<string>): string[] =>
  [...new Set(names)].filter((name) => !isKnown(name)).sort();

/** What TypeScript's lib.dom.d.ts declares: globals, and the members of `navigator`. */
export function declaredNames(root: string): string[] {
  const folder = join(root, 'node_modules/@typescript');
  const [own = ''] = readdirSync(folder).filter((name) => name.startsWith('typescript-'));
  const text = readFileSync(join(folder, own, 'lib/lib.dom.d.ts'), 'utf8');
  const globals = [...text.matchAll(/^declare (?:var|function) (\w+)/gm)].map(([, name = '']) => name);
  const bodyOf = (name: string): { parents: string[]; members: string[] } => {
    const declaration = new RegExp(`^interface ${name}(?: extends ([^{]+))? \\{([\\s\\S]*?)^\\}`, 'm');
    const [, parents = '', body = ''] = declaration.exec(text) ?? [];
    const members = [...body.matchAll(/^ {4}(?:readonly )?(\w+)[(?:]/gm)].map(([, member = '']) => member);
    return {
      parents: parents
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
      members,
    };
  };
  const navigator = bodyOf('Navigator');
  const members = [navigator, ...navigator.parents.map(bodyOf)].flatMap((one) => one.members);
  return [...globals, ...members.map((name) => `navigator.${name}`)];
}
