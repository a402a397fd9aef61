import { inGroups, typedCode } from '../../../base/typed-code.ts';

/** What staff type of a code: letter by letter, shown in groups. */
export interface CodeField {
  /** Letters only. */
  typed(): string;
  shown(): string;
  isComplete(): boolean;
  type(key: string): void;
  erase(): void;
  clear(): void;
  /** It was used: empty, and what is said of it stays. */
  used(): void;
}

/** `edited`: the typed text has changed, and any message about the former one is out of date. */
export function createCodeField({ length, edited }: { readonly length: number; edited(): void }): CodeField {
  let typed = '';
  const edit = (next: string): void => {
    typed = typedCode(next, length);
    edited();
  };
  return {
    typed: () => typed,
    shown: () => inGroups(typed),
    isComplete: () => typed.length === length,
    type(key) {
      if (typedCode(key, 1) !== '' && key.length === 1) edit(typed + key);
    },
    erase: () => edit(typed.slice(0, -1)),
    clear: () => edit(''),
    used() {
      typed = '';
    },
  };
}
