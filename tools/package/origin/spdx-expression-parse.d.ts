/** What is used of a package that brings no types of its own. Throws for what is no SPDX expression. */
declare module 'spdx-expression-parse' {
  export type Expression =
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | { readonly left: Expression; readonly conjunction: 'and' | 'or'; readonly right: Expression };
  export default function parse(source: string): Expression;
}
