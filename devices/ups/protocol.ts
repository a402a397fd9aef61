/** The daemon's lines (RFC 9271, 4.1): words between spaces, those of several in quotes, `"` and `\` escaped by `\`. */

/** Bytes of a line at most. The daemon's own values end at 256 characters, each of them escaped at worst. */
export const LONGEST_LINE = 1_024;
/** Variables of one list at most; devices have about a hundred. */
export const LONGEST_LIST = 1_000;

export type NutLine =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]]; readonly raw: string }
  /** Bytes that belong to no line that we can read: too long, or a quote without its end. */
  | { readonly kind: 'discarded'; readonly count: number };

const LF = 0x0a;

/** Bytes to lines, however they were cut. Keeps at most `LONGEST_LINE` bytes. */
export class NutLines {
  readonly #found: (line: NutLine) => void;
  #kept: number[] = [];
  /** Bytes of the line under way that are thrown away, because it is too long. */
  #lost = 0;

  constructor(found: (line: NutLine) => void) {
    this.#found = found;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === LF) this.#end();
      else if (this.#lost > 0) this.#lost++;
      else if (this.#kept.length < LONGEST_LINE) this.#kept.push(byte);
      else {
        this.#lost = this.#kept.length + 1;
        this.#kept = [];
      }
    }
  }

  #end(): void {
    const bytes = Uint8Array.from(this.#kept);
    const lost = this.#lost;
    this.#kept = [];
    this.#lost = 0;
    if (lost > 0) return this.#found({ kind: 'discarded', count: lost });
    const raw = new TextDecoder().decode(bytes).replace(/\r$/, '');
    const words = wordsOf(raw);
    if (words === null) return this.#found({ kind: 'discarded', count: bytes.length });
    const [first, ...others] = words;
    if (first !== undefined) this.#found({ kind: 'words', words: [first, ...others], raw });
  }
}

/** The words of a line without its end; null where a quote or an escape does not end. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === '\\') {
      if (++at >= line.length) return null;
      word = (word ?? '') + line.charAt(at);
    } else if (sign === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && (sign === ' ' || sign === '\t')) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  if (quoted) return null;
  if (word !== null) words.push(word);
  return words;
}

/** A word as it stands in a command. A line end cannot be said; the configuration refuses it. */
export const quote = (word: string): string =>
  /^[\w.@:-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;

export const command = (...words: readonly string[]): Uint8Array =>
  new TextEncoder().encode(`${words.map(quote).join(' ')}\n`);

export type Variables = ReadonlyMap<string, string>;

/** The answer to a question: a list, `OK`, or `ERR` with its code (RFC 9271, 4.2.12 and 5.1). */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'nonsense' };

/**
 * Collects `BEGIN LIST VAR …` to `END LIST VAR …`; answers undefined until the list, or the error in its place, is
 * whole.
 */
export class ListOfVariables {
  readonly #ups: string;
  #begun = false;
  #variables = new Map<string, string>();

  constructor(ups: string) {
    this.#ups = ups;
  }

  take(line: NutLine): Reply<Variables> | undefined {
    // A line that cannot be read hides one variable, at worst the one that counts; its absence is seen.
    if (line.kind === 'discarded') return undefined;
    const [verb, ...words] = line.words;
    if (verb === 'ERR') return { kind: 'error', code: words[0] ?? '' };
    const ours = (named: readonly string[]): boolean =>
      named[0] === 'LIST' && named[1] === 'VAR' && named[2] === this.#ups;
    if (verb === 'BEGIN' && ours(words)) {
      this.#begun = true;
      return undefined;
    }
    if (!this.#begun) return { kind: 'nonsense' };
    if (verb === 'END' && ours(words)) return { kind: 'done', value: this.#variables };
    const [ups, name, value] = words;
    if (verb !== 'VAR' || ups !== this.#ups || name === undefined || value === undefined) return { kind: 'nonsense' };
    if (this.#variables.size >= LONGEST_LIST) return { kind: 'nonsense' };
    this.#variables.set(name, value);
    return undefined;
  }
}

/** `OK`, also with words behind it, or `ERR`. */
export function acknowledged(line: NutLine): Reply<void> | undefined {
  if (line.kind === 'discarded') return undefined;
  const [verb, code] = line.words;
  if (verb === 'OK') return { kind: 'done', value: undefined };
  return verb === 'ERR' ? { kind: 'error', code: code ?? '' } : { kind: 'nonsense' };
}
