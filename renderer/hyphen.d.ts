declare module 'hyphen/de' {
  /** Puts U+00AD where words of at least so many letters may be parted. */
  export function hyphenateSync(text: string, options: { readonly minWordLength: number }): string;
}
