/**
 * The page behind a slip's code: the same for everybody, with the town's name and arms, and without anything about a
 * visitor. What it shows comes from behind the # of its address, in the phone's own browser.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { TAKE_AWAY_PATH } from '../../contract/take-away.ts';
import type { Town } from '../office/town.ts';
import { STYLE } from './style.ts';
import { TAKE_AWAY_SCRIPT } from './take-away-script.ts';
import { PAGE_WORDS } from './take-away-words.ts';

const TICKET_STYLE = `${STYLE}
  .head { display: flex; align-items: center; gap: .75rem; margin: 0 0 1rem; padding: 0 0 1rem; border-bottom: 2px dashed var(--line); font-weight: 600; }
  .head img { height: 3rem; max-width: 3rem; }
  p, li, h1, h2 { overflow-wrap: anywhere; } ul { margin: 0; padding-inline-start: 1.25rem; }
  section { margin: 1.5rem 0 0; } section > :last-child { margin-bottom: 0; }
  address { font-style: normal; } address p { margin: 0; } a { color: var(--action); } address a { display: inline-block; padding: .75rem 0; }
  .mono { font-family: ui-monospace, monospace; letter-spacing: .04em; } [dir=rtl] [dir=auto], [dir=rtl] .mono { text-align: right; }
  dl:first-child { margin-top: 0; } dl:first-child div:first-child { border: 0; padding-top: 0; }
  @media print {
    :root { color-scheme: light; --text: #000; --ground: #fff; --card: #fff; --action: #000; }
    main { max-width: none; padding: 0; } section { padding: 0; break-inside: avoid; } button { display: none; }
  }
`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

const IN_ALL = (['de', 'en', 'ar'] as const).map((language) => ({
  words: PAGE_WORDS[language],
  marks: `lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`,
}));
/** Heading and sentence in all three languages: whose language it is stands in the payload, which is not read here. */
const inAll = (key: 'broken' | 'script'): string =>
  `<h1>${IN_ALL.map(({ words, marks }) => `<bdi ${marks}>${html(words.kind)}</bdi>`).join(' · ')}</h1>${IN_ALL.map(
    ({ words, marks }) => `<p ${marks}>${html(words[key])}</p>`,
  ).join('')}`;

/** As an image: there, nothing of an SVG document runs or loads. */
const drawn = (arms: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(arms)}`;

function headOf({ name, arms }: Town): string {
  if (name === null) return '';
  const picture = arms === null ? '' : `<img src="${drawn(arms)}" alt="">`;
  return `<p class="head" lang="de" dir="ltr">${picture}${html(name)}</p>\n`;
}

const pageOf = (town: Town): string => `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${PAGE_WORDS.de.kind}</title>
<link rel="icon" href="${town.arms === null ? 'data:,' : drawn(town.arms)}">
<style>${TICKET_STYLE}</style>
</head>
<body>
<main>
${headOf(town)}<article id="ticket" hidden></article>
<div id="broken" role="alert" hidden>${inAll('broken')}</div>
<noscript>${inAll('script')}</noscript>
<button id="print" type="button" hidden></button>
<p id="note" class="small" hidden></p>
</main>
<script src="take-away.js"></script>
</body>
</html>
`;

/**
 * Nothing can be asked for from this page, so nothing that it reads can be sent; the only script is ours, the only
 * style is the one above, and markup out of a string is refused by the browser (W3C Trusted Types).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(TICKET_STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** For everybody the same; an hour, so that another version of page and script comes through the same day. */
const KEPT = { 'cache-control': 'public, max-age=3600' };

export function addTakeAway(app: FastifyInstance, town: Town): void {
  const page = pageOf(town);
  app.get(TAKE_AWAY_PATH, (_request, reply) =>
    reply
      .headers({ ...KEPT, 'content-security-policy': POLICY })
      .type('text/html; charset=utf-8')
      .send(page),
  );
  app.get('/take-away.js', (_request, reply) =>
    reply.headers(KEPT).type('text/javascript; charset=utf-8').send(TAKE_AWAY_SCRIPT),
  );
}
