/**
 * Foreign HTML becomes data: paragraphs, headings, lists, bold, web links. Nothing of the markup itself survives, not
 * even as text, so there is nothing that a screen or a printer could interpret.
 */
import { Parser } from 'htmlparser2';
import type { RichBlock, RichText } from '../../contract/contract.ts';

/** Called with what was left out or changed. Never with the text itself. */
export type Note = (note: string) => void;

type Run = { text: string; bold?: boolean; link?: string };
type List = Extract<RichBlock, { kind: 'list' }>;

/** Elements whose content is not text for people. */
const DROPPED = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'frame',
  'frameset',
  'noframes',
  'object',
  'embed',
  'applet',
  'svg',
  'math',
  'textarea',
  'select',
  'button',
  'title',
  'head',
  'xmp',
  'plaintext',
  'noembed',
  'audio',
  'video',
  'canvas',
]);
const VOID_IGNORED = new Set(['wbr', 'hr', 'col']);
const PARAGRAPHS = new Set([
  'p',
  'div',
  'section',
  'article',
  'blockquote',
  'address',
  'pre',
  'dl',
  'dt',
  'dd',
  'header',
  'footer',
  'main',
  'aside',
  'figure',
  'figcaption',
  'center',
  'form',
  'fieldset',
  'body',
  'html',
]);
const TABLE = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'caption']);
const CELLS = new Set(['td', 'th']);
const BOLD = new Set(['b', 'strong']);
const TRANSPARENT = new Set([
  'span',
  'u',
  'em',
  'i',
  'small',
  'font',
  'abbr',
  'sub',
  'sup',
  'mark',
  'cite',
  'q',
  'code',
  'label',
  'nobr',
  'time',
  'bdi',
  'ins',
]);
const HEADING = /^h[1-6]$/;
const DEEPEST_LIST = 4;
const LONGEST_INPUT = 1_000_000;

/** The text of a foreign HTML fragment as formatted text. Never throws; empty input gives no blocks. */
export function richTextFromHtml(html: string, note: Note): RichText {
  if (html.length > LONGEST_INPUT) {
    note(`longer than ${LONGEST_INPUT} characters, cut`);
    html = html.slice(0, LONGEST_INPUT);
  }
  const builder = new Builder(note);
  const parser = new Parser(builder, { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false });
  parser.write(html);
  parser.end();
  return builder.finish();
}

/** Plain text as it may stand in any field: no markup, no control characters, single blanks. */
export function plainText(text: string, note: Note): string {
  return richTextFromHtml(text, note).flatMap(blockText).join(' ');
}

function blockText(block: RichBlock): string[] {
  return block.kind === 'list'
    ? block.items.flatMap((item) => item.flatMap(blockText))
    : [block.runs.map((run) => run.text).join('')];
}

class Builder {
  readonly #note: Note;
  readonly #root: RichBlock[] = [];
  /** Where finished blocks go: the root or the innermost list item. */
  readonly #places: { blocks: RichBlock[]; list?: List }[] = [{ blocks: this.#root }];
  #runs: Run[] = [];
  #heading = 0;
  #bold = 0;
  #dropped = 0;
  /** Lists beyond the deepest: their items go into the one around them. */
  #flattened = 0;
  readonly #links: (string | undefined)[] = [];
  #mail: string | undefined;

  constructor(note: Note) {
    this.#note = note;
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    if (DROPPED.has(name)) {
      if (this.#dropped === 0) this.#note(`<${name}> left out`);
      this.#dropped += 1;
    }
    if (this.#dropped > 0) return;
    if (name === 'br' || VOID_IGNORED.has(name)) {
      if (name !== 'wbr') this.#endBlock();
    } else if (name === 'a') this.#openLink(attributes.href);
    else if (BOLD.has(name)) this.#bold += 1;
    else if (HEADING.test(name)) {
      this.#endBlock();
      this.#heading += 1;
    } else if (name === 'ul' || name === 'ol') this.#openList(name === 'ol');
    else if (name === 'li') this.#openItem();
    else if (PARAGRAPHS.has(name)) this.#endBlock();
    else if (TABLE.has(name)) {
      if (name === 'table') this.#note('<table> flattened to paragraphs');
      this.#endBlock();
    } else if (CELLS.has(name)) {
      if (this.#runs.some((run) => run.text.trim() !== '')) this.#runs.push({ text: ' · ' });
    } else if (!TRANSPARENT.has(name)) this.#note(`element ${safeName(name)}: only its text`);
  }

  onclosetag(name: string): void {
    if (DROPPED.has(name)) {
      this.#dropped = Math.max(0, this.#dropped - 1);
      return;
    }
    if (this.#dropped > 0) return;
    if (name === 'a') this.#closeLink();
    else if (BOLD.has(name)) this.#bold = Math.max(0, this.#bold - 1);
    else if (HEADING.test(name)) {
      this.#endBlock();
      this.#heading = Math.max(0, this.#heading - 1);
    } else if (name === 'ul' || name === 'ol') this.#closeList();
    else if (name === 'li' || PARAGRAPHS.has(name) || TABLE.has(name)) this.#endBlock();
  }

  ontext(text: string): void {
    if (this.#dropped > 0) return;
    const link = this.#links.at(-1);
    this.#runs.push({ text, ...(this.#bold > 0 ? { bold: true } : {}), ...(link === undefined ? {} : { link }) });
  }

  onerror(): void {
    this.#note('the markup could not be read to its end');
  }

  finish(): RichText {
    this.#endBlock();
    while (this.#places.length > 1) this.#closeList();
    return dropEmpty(this.#root);
  }

  #openLink(href: string | undefined): void {
    const web = href === undefined ? undefined : webAddress(href);
    this.#mail = undefined;
    if (web === undefined && href !== undefined) {
      const [, mail] = /^mailto:([^?\s<>"]{3,254})/i.exec(href.trim()) ?? [];
      if (mail !== undefined && mail.includes('@')) this.#mail = mail;
      this.#note(mail === undefined ? 'link left out: no address of the web' : 'mail link: its address as text');
    }
    this.#links.push(web);
  }

  #closeLink(): void {
    this.#links.pop();
    const mail = this.#mail;
    this.#mail = undefined;
    if (mail !== undefined && !this.#runs.some((run) => run.text.includes(mail)))
      this.#runs.push({ text: ` (${mail})` });
  }

  #openList(ordered: boolean): void {
    this.#endBlock();
    if (this.#places.length > DEEPEST_LIST) {
      if (this.#flattened === 0) this.#note(`lists deeper than ${DEEPEST_LIST} flattened`);
      this.#flattened += 1;
      return;
    }
    const list: List = { kind: 'list', ordered, items: [] };
    this.#places.at(-1)?.blocks.push(list);
    const first: RichBlock[] = [];
    list.items.push(first);
    this.#places.push({ blocks: first, list });
  }

  #openItem(): void {
    this.#endBlock();
    const place = this.#places.at(-1);
    // An item without a list is a paragraph.
    if (!place?.list || this.#flattened > 0) return;
    const item: RichBlock[] = [];
    place.list.items.push(item);
    place.blocks = item;
  }

  #closeList(): void {
    this.#endBlock();
    if (this.#flattened > 0) this.#flattened -= 1;
    else if (this.#places.length > 1) this.#places.pop();
  }

  #endBlock(): void {
    const runs = tidy(this.#runs, this.#note);
    this.#runs = [];
    if (runs.length === 0) return;
    const inList = this.#places.length > 1;
    // Editors write headings as a paragraph in bold; in lists bold is emphasis.
    const heading =
      this.#heading > 0 ||
      (!inList && runs.every((run) => run.bold && run.link === undefined) && lengthOf(runs) <= 120);
    this.#places
      .at(-1)
      ?.blocks.push(
        heading
          ? { kind: 'heading', runs: runs.map(({ text, link }) => ({ text, ...(link === undefined ? {} : { link }) })) }
          : { kind: 'paragraph', runs },
      );
  }
}

const lengthOf = (runs: readonly Run[]) => runs.reduce((sum, run) => sum + run.text.length, 0);
const safeName = (name: string) => name.replace(/[^a-z0-9-]/g, '').slice(0, 20) || 'without a name';

/**
 * Merges neighbours of one kind, makes every white space one blank, trims the ends, and empties what still looks like
 * markup.
 */
function tidy(runs: readonly Run[], note: Note): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last && last.bold === run.bold && last.link === run.link) last.text += run.text;
    else merged.push({ ...run });
  }
  for (const run of merged) run.text = defuse(clean(run.text), note);
  // Markup can also come together at the seam of two runs.
  if (MARKUP.test(merged.map((run) => run.text).join('')))
    for (const run of merged) run.text = run.text.replace(/[<&]/g, ' ');

  // One blank between words, none at the ends, whichever run they stand in.
  let blank = true;
  const result: Run[] = [];
  for (const run of merged) {
    const text = run.text.replace(/ +/g, ' ').slice(blank && run.text.startsWith(' ') ? 1 : 0);
    if (text === '') continue;
    blank = text.endsWith(' ');
    result.push({ ...run, text });
  }
  const last = result.at(-1);
  if (last && blank) last.text = last.text.slice(0, -1);
  if (last?.text === '') result.pop();
  return result;
}

/** What an interpreter of HTML would take for markup. */
const MARKUP = /<[a-z!/?]|&(#\w+|[a-z]\w*);/i;

/** Invisible and direction-changing characters out, every white space (no-break ones too) one blank. */
const clean = (text: string) =>
  text
    .replace(/[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g, '')
    .replace(/[\p{Cs}]/gu, '\ufffd')
    .replace(/[\s\p{Cc}]+/gu, ' ');

/**
 * Markup that was escaped twice is text after parsing. It is taken out, so that no later step that decodes once too
 * often finds any; a "<" that stays, as in "< 5 kg", is not the beginning of a tag.
 */
function defuse(text: string, note: Note): string {
  if (!MARKUP.test(text)) return text;
  note('escaped markup in the text taken out');
  let before: string;
  do {
    before = text;
    text = text.replace(/<[a-z!/?][^<>]*>?/gi, ' ').replace(/&(#\w+|[a-z]\w*);/gi, ' ');
  } while (text !== before);
  return text.replace(/ +/g, ' ');
}

/** `http:` or `https:` address in its normal form, or `undefined`. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text.trim()) || text.length > 2000) return undefined;
  try {
    const url = new URL(text.trim());
    // With a user name an address looks like another one than it is.
    return (url.protocol === 'http:' || url.protocol === 'https:') &&
      url.username === '' &&
      url.password === '' &&
      !/[<>"'`\s]/.test(url.href)
      ? url.href
      : undefined;
  } catch {
    return undefined;
  }
}

/** Lists without items and items without blocks go. */
function dropEmpty(blocks: readonly RichBlock[]): RichBlock[] {
  return blocks.flatMap((block): RichBlock[] => {
    if (block.kind !== 'list') return [block];
    const items = block.items.map(dropEmpty).filter((item) => item.length > 0);
    return items.length > 0 ? [{ ...block, items }] : [];
  });
}
