/** The page that shows the pictures: one file, opened from disk, for designers and engineers. */
import { FACTORS, unusual, type Combination } from './combinations.ts';
import { CHECKS, type Accepted, type Finding, type Verdict } from './check.ts';
import type { Comparison } from './compare.ts';

export interface Shown {
  readonly name: string;
  readonly screen: string;
  readonly combination: Combination;
}
export interface Gallery {
  /** `Chromium 114.0.5735.134 (Electron 25.1.1)`. */
  readonly engine: string;
  readonly pictures: readonly Shown[];
  readonly verdict: Verdict;
  /** Null where nothing was compared. */
  readonly comparison: readonly Comparison[] | null;
}

export const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

/** One line a group of alike findings, for the console and the page: how many, and the first three by name. */
export function summary(findings: readonly Finding[]): string[] {
  return [...Map.groupBy(findings, ({ check, detail }) => `${CHECKS[check]}: ${detail}`)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([what, alike]) => {
      const names = [...new Set(alike.map(({ picture }) => picture))];
      const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return `${what} — ${names.slice(0, 3).join(', ')}${more}`;
    });
}

export function galleryPage({ engine, pictures, verdict, comparison }: Gallery): string {
  const marked = Map.groupBy(
    [...verdict.open, ...verdict.accepted.map(({ finding }) => finding)],
    ({ picture }) => picture,
  );
  const open = new Set(verdict.open.map(({ picture }) => picture));
  const figure = ({ name, combination }: Shown): string => {
    const findings = marked.get(name) ?? [];
    const said = [combination.words, ...unusual(combination), combination.size].join(' · ');
    const words = [
      ...Object.entries(combination).map(([factor, value]) => `${factor}-${String(value)}`),
      ...(open.has(name) ? ['open'] : []),
    ];
    return `<figure data-is="${words.join(' ')}"><a href="pictures/${escape(name)}.png"><img loading="lazy" alt="${escape(name)}" src="pictures/${escape(name)}.png"></a>
<figcaption>${escape(said)}${findings.length === 0 ? '' : `<ul>${findings.map((one) => `<li>${escape(`${CHECKS[one.check]}: ${one.detail}`)}</li>`).join('')}</ul>`}</figcaption></figure>`;
  };
  const screens = [...Map.groupBy(pictures, ({ screen }) => screen)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Foyer: gallery</title><style>${STYLE}</style></head><body>
<header><h1>Gallery</h1><p>${pictures.length} pictures of ${screens.length} screens, ${escape(engine)}.</p>
<form>${FILTERS.map(filter).join('')}</form></header>
${comparison === null ? '' : compared(comparison)}
<details><summary>${verdict.open.length} findings, ${verdict.accepted.length} accepted</summary>
<h3>Findings</h3><ul>${summary(verdict.open)
    .map((line) => `<li>${escape(line)}</li>`)
    .join('')}</ul>
<h3>Accepted</h3><ul>${accepted(verdict.accepted)
    .map((line) => `<li>${escape(line)}</li>`)
    .join('')}</ul></details>
${screens
  .map(
    ([screen, shown]) =>
      `<section><h2 id="${escape(screen)}">${escape(screen)}</h2>${[
        ...Map.groupBy(shown, ({ name }) => name.split('__')[0]),
      ]
        .map(([view, own]) => `<h3>${escape(view ?? '')}</h3><div class="row">${own.map(figure).join('\n')}</div>`)
        .join('\n')}</section>`,
  )
  .join('\n')}
<script>${SCRIPT}</script></body></html>
`;
}

const accepted = (list: Verdict['accepted']): string[] =>
  [...Map.groupBy(list, ({ reason }) => reason)].map(([reason, findings]) => `${findings.length} × ${reason}`);

/** Two commits side by side. `failed`: the pictures that the earlier one could not draw, and why. */
export function comparePage(two: {
  /** Short name and subject of the earlier one. */
  readonly commit: string;
  readonly engine: string;
  readonly comparison: readonly Comparison[];
  readonly failed: readonly string[];
}): string {
  const failed = two.failed.map((line) => `<li>${escape(line)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Foyer: before and after</title><style>${STYLE}</style></head><body>
<header><h1>Before and after</h1><p>Before: ${escape(two.commit)}. ${escape(two.engine)}.</p></header>
${failed === '' ? '' : `<details><summary>${two.failed.length} that the earlier page could not draw</summary><ul>${failed}</ul></details>`}
${compared(two.comparison)}</body></html>
`;
}

function compared(comparison: readonly Comparison[]): string {
  const count = (state: Comparison['state']): number => comparison.filter((one) => one.state === state).length;
  const image = (folder: string, name: string, said: string): string =>
    `<figure><a href="${folder}/${escape(name)}.png"><img loading="lazy" alt="" src="${folder}/${escape(name)}.png"></a><figcaption>${said}</figcaption></figure>`;
  const rows = comparison
    .filter(({ state }) => state !== 'same')
    .map(({ picture, state, pixels }) => {
      const sides = [
        ...(state === 'new' ? [] : [image('before', picture, 'before')]),
        ...(state === 'gone' ? [] : [image('pictures', picture, 'now')]),
        ...(state === 'differs' ? [image('difference', picture, 'difference')] : []),
      ];
      return `<h3>${escape(picture)}: ${state === 'differs' ? `${pixels} pixels differ` : state}</h3><div class="row pair">${sides.join('')}</div>`;
    });
  return `<section class="compared"><h2>Against the earlier gallery: ${count('differs')} differ, ${count('new')} new, ${count('gone')} gone, ${count('same')} alike</h2>${rows.join('\n')}</section>`;
}

const FILTERS: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(FACTORS).map(
    ([factor, values]) => [factor, values.map((value) => `${factor}-${String(value)}`)] as const,
  ),
  ['findings', ['open']],
];
const filter = ([name, words]: (typeof FILTERS)[number]): string =>
  `<label>${name} <select><option value="">all</option>${words.map((word) => `<option>${word}</option>`).join('')}</select></label>`;

const STYLE = `
body { font: 16px/1.4 system-ui, sans-serif; margin: 0 1.5rem 4rem; background: #f4f4f6; color: #16181d }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0 2rem; align-items: baseline; padding: .5rem 0; background: #f4f4f6; border-bottom: 1px solid #b9bcc6 }
h1 { font-size: 1.25rem; margin: 0 } h2 { margin: 2rem 0 0 } h3 { font-size: 1rem; font-weight: 500; margin: 1rem 0 .25rem }
form { display: flex; flex-wrap: wrap; gap: .25rem 1rem } .row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: flex-start }
figure { margin: 0; width: 13rem } .pair figure { width: 24rem } img { width: 100%; min-height: 4rem; border: 1px solid #b9bcc6; background: #fff }
figure[data-is~='open'] img { outline: 3px solid #b3261e } figcaption { font-size: .8rem; overflow-wrap: anywhere } figcaption ul { margin: 0; padding-left: 1rem; color: #8c1d18 }
[hidden] { display: none }
`;
const SCRIPT = `
const selects = [...document.querySelectorAll('select')];
for (const select of selects) select.addEventListener('change', () => {
  const wanted = selects.map(({ value }) => value).filter((value) => value !== '');
  for (const figure of document.querySelectorAll('figure[data-is]')) {
    const words = figure.dataset.is.split(' ');
    figure.hidden = !wanted.every((word) => words.includes(word));
  }
  for (const row of document.querySelectorAll('section:not(.compared) .row'))
    row.hidden = row.previousElementSibling.hidden = [...row.children].every(({ hidden }) => hidden);
});
`;

export const staleLine = ({ check, picture, reason }: Accepted): string =>
  `the list of what is accepted has an entry that meets nothing: ${[check].flat().join(', ')} on ${picture.source} (${reason})`;
