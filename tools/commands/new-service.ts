/**
 * `npm run new:service -- NAME`: a folder that conforms, and its line in `services/index.ts`. NAME is the service's id:
 * lower case and hyphens, "dog-tax".
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from '../../services/kit/define-service.ts';
import { ROOT } from '../setup/paths.mjs';
import { err, ok, type Result } from '../../base/result.ts';

export type NewServiceError =
  /** Not lower case letters and hyphens between them, or longer than an id may be. */
  | 'name'
  /** The folder is there already. */
  | 'exists'
  /** `services/index.ts` is not written as it is expected to be. */
  | 'index';

const SAID: Record<NewServiceError, string> = {
  name: 'Ein Name hat kleine Buchstaben und Bindestriche, zum Beispiel dog-tax.',
  exists: 'Diese Leistung gibt es schon. Bitte einen anderen Namen wählen.',
  index: 'services/index.ts ist anders aufgebaut als erwartet. Bitte die Zeile von Hand eintragen: services/README.md.',
};

const service = (id: string, key: string): string => `import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** What it is, and the paragraph that it stands in. */
export const ${key} = defineService({
  id: '${id}',
  topic: 'papers',
  icon: 'document',
  words: { de, en, ar },
  title: '${key}.title',
  line: '${key}.line',
  steps: ['step.check', 'step.pay'],
  card: 'sign-in',
  minutes: 5,
  fees: [{ id: '${id}', cents: 1000 }],
  charges: 'all',
  refund: 'when-void',
  flow: 'application',
  follows: {
    kind: 'case',
    path: '/v1/${id}',
    summary: 'Takes an application, once per key.',
    reference: '${lettersOf(id)}',
    next: [],
    done: { title: '${key}.done' },
  },
});
`;

const test = (key: string): string => `import { conforms } from '../kit/conforms.ts';
import { ${key} } from './service.ts';

conforms(${key});
`;

const WORDS = {
  de: {
    title: 'Neue Leistung',
    line: 'Eine Zeile, die sagt, was Sie hier bekommen',
    done: 'Ihr Antrag ist eingegangen',
  },
  en: {
    title: 'New service',
    line: 'One line that says what you get here',
    done: 'Your application has arrived',
  },
  ar: {
    title: 'خدمة جديدة',
    line: 'سطر واحد يوضح ما تحصل عليه هنا',
    done: 'وصل طلبك',
  },
} as const;

/** First letters of its words, two of them: "dog-tax" is DT, "permit" PE. */
const lettersOf = (id: string): string => {
  const words = id.split('-');
  return (words.length > 1 ? words.map(([first = '']) => first).join('') : id).slice(0, 2).toUpperCase();
};

/** The files of a new service, by name. */
export function filesOf(id: string): Readonly<Record<string, string>> {
  const key = keyOf(id);
  return {
    'service.ts': service(id, key),
    ...Object.fromEntries(
      Object.entries(WORDS).map(([language, words]) => [
        `words.${language}.json`,
        `${JSON.stringify({ [key]: words }, null, 2)}\n`,
      ]),
    ),
    [`${id}.test.ts`]: test(key),
  };
}

/** The list with one more at its end; undefined where it is not written as expected. */
export function withLine(index: string, id: string): string | undefined {
  const key = keyOf(id);
  const imports = [...index.matchAll(/^import \{ \w+ \} from '\.\/[^']+';\n/gm)].at(-1);
  const end = index.lastIndexOf('\n] as const;');
  if (imports === undefined || end < 0) return undefined;
  const after = imports.index + imports[0].length;
  return `${index.slice(0, after)}import { ${key} } from './${id}/service.ts';\n${index.slice(after, end)}\n  ${key},${index.slice(end)}`;
}

/** `root`: of the checkout. Answers the files that it wrote, relative to it; where it fails, it wrote none. */
export function newService(id: string, root: string): Result<readonly string[], NewServiceError> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(id) || id.length > 64) return err('name');
  const folder = join(root, 'services', id);
  if (existsSync(folder)) return err('exists');
  const list = join(root, 'services/index.ts');
  const index = withLine(readFileSync(list, 'utf8'), id);
  if (index === undefined) return err('index');
  const files = filesOf(id);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(list, index);
  return ok([...Object.keys(files).map((name) => `services/${id}/${name}`), 'services/index.ts']);
}

if (process.argv[1] === import.meta.filename) {
  const made = newService(process.argv[2] ?? '', ROOT);
  if (made.ok) process.stdout.write(`${made.value.join('\n')}\n`);
  else {
    process.stderr.write(`${SAID[made.error]}\n`);
    process.exitCode = 64;
  }
}
