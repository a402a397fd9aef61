/**
 * What runs on the phone behind a code to take along: plain JavaScript for every browser of the last years. It reads
 * what stands behind the # and writes it as text, never as markup; nothing of it leaves the page.
 */
import { z } from 'zod';
import { LARGEST_TAKE_AWAY, LONGEST_FRAGMENT, TAKE_AWAY_VERSION, TakeAway } from '../../contract/take-away.ts';
import { PAGE_WORDS } from './take-away-words.ts';

/**
 * Declares `readTakeAway(fragment)`: a promise of the content, or of null for anything else. It never throws. `fits`
 * knows of JSON Schema what the contract uses; lengths are counted in UTF-16, as zod counts them.
 */
export const TAKE_AWAY_READER = `const SHAPE = ${JSON.stringify(z.toJSONSchema(TakeAway))};

function fits(value, shape) {
  if (shape.const !== undefined) return value === shape.const;
  if (shape.type === 'string')
    return typeof value === 'string' && value.length >= (shape.minLength || 0) && value.length <= (shape.maxLength || Infinity)
      && (!shape.enum || shape.enum.includes(value)) && (!shape.pattern || new RegExp(shape.pattern, 'u').test(value));
  if (shape.type === 'array')
    return Array.isArray(value) && value.length <= shape.maxItems && value.every((one) => fits(one, shape.items));
  if (shape.type !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const known = new Map(Object.entries(shape.properties));
  return shape.required === undefined
    ? Object.keys(value).every((key) => known.has(key) && fits(value[key], known.get(key)))
    : shape.required.every((key) => Object.keys(value).includes(key)) && fits(value, { ...shape, required: undefined });
}

async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    size += value.length;
    if (size > ${LARGEST_TAKE_AWAY}) {
      await reader.cancel();
      throw new RangeError();
    }
    parts.push(value);
  }
}

async function readTakeAway(fragment) {
  try {
    const [version, payload, ...more] = fragment.split('.');
    if (fragment.length > ${LONGEST_FRAGMENT} || version !== '${TAKE_AWAY_VERSION}' || !/^[A-Za-z0-9_-]+$/.test(payload) || more.length > 0) return null;
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
    const content = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await inflated(bytes)));
    return fits(content, SHAPE) ? content : null;
  } catch {
    return null;
  }
}
`;

/** Whatever the payload holds becomes text nodes, and one attribute: the digits of a phone. */
export const TAKE_AWAY_SCRIPT = `'use strict';
${TAKE_AWAY_READER}
const WORDS = ${JSON.stringify(PAGE_WORDS)};
const at = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  // Words of the town may be in another language than those around them.
  made.dir = 'auto';
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function rowsOf(rows) {
  const list = element('dl');
  list.append(...rows.map(({ k, v, c }) => {
    const row = document.createElement('div');
    const value = element('dd', v, c && 'mono');
    // A code is read from left to right in every language.
    if (c) value.dir = 'ltr';
    row.append(element('dt', k), value);
    return row;
  }));
  return list;
}

function listOf(lines) {
  const list = document.createElement('ul');
  list.append(...lines.map((line) => element('li', line)));
  return list;
}

function sectionOf({ t, i, r, n }) {
  const section = document.createElement('section');
  if (t !== undefined) section.append(element('h2', t));
  if (i !== undefined) section.append(listOf(i));
  if (r !== undefined) section.append(rowsOf(r));
  if (n !== undefined) section.append(element('p', n));
  return section;
}

function officeOf({ n, a, p }) {
  const section = document.createElement('section');
  const address = document.createElement('address');
  address.append(...a.map((line) => element('p', line)));
  if (p !== undefined) {
    const line = document.createElement('p');
    const link = element('a', p);
    link.dir = 'ltr';
    // (0) is dialled within the country only, and behind a + not at all.
    link.href = 'tel:' + p.replace(/^(\\+.*)\\(0\\)/, '$1').replace(/[^0-9+]/g, '');
    line.append(link);
    address.append(line);
  }
  section.append(element('h2', n), address);
  return section;
}

function draw(content) {
  const { l, t, b = [], s = [], o } = content;
  const root = document.documentElement;
  root.lang = l;
  root.dir = l === 'ar' ? 'rtl' : 'ltr';
  document.title = WORDS[l].kind;
  at('ticket').replaceChildren(element('h1', t), ...b.map((line) => element('p', line)), ...s.map(sectionOf), ...(o === undefined ? [] : [officeOf(o)]));
  at('print').textContent = WORDS[l].print;
  at('note').textContent = WORDS[l].note;
}

async function show() {
  const content = await readTakeAway(location.hash.slice(1));
  if (content !== null) draw(content);
  for (const id of ['ticket', 'print', 'note']) at(id).hidden = content === null;
  at('broken').hidden = content !== null;
}

at('print').addEventListener('click', () => window.print());
// Another code in the same tab changes what stands behind the # and loads nothing.
addEventListener('hashchange', show);
show();
`;
