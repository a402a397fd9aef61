/** In service, locked or out of order: chosen and looked at first, and done with one touch more. */
import { graphemes } from '../../../state-machines/flows/information.ts';
import type { TerminalMode } from '../../ipc/view.ts';
import type { Block } from '../store/store.ts';

export interface ModeSwitchFacts {
  readonly now: TerminalMode;
  readonly chosen: TerminalMode;
  /** What visitors would read; empty for the usual words. */
  readonly text: string;
  /** There is something to confirm. */
  readonly isChanged: boolean;
}

export interface ModeSwitch {
  facts(): ModeSwitchFacts;
  choose(mode: TerminalMode): void;
  type(key: string): void;
  erase(): void;
  clear(): void;
  confirm(): void;
  /** What was chosen and not confirmed is forgotten. */
  leave(): void;
}

export interface ModeSwitchDeps {
  block(): Block;
  setBlock(next: Block): void;
  changed(): void;
}

/** Graphemes. */
const LONGEST_TEXT = 200;

const modeOf = ({ locked, outOfOrder }: Block): TerminalMode =>
  outOfOrder ? 'out-of-order' : locked ? 'locked' : 'in-service';

export function createModeSwitch({ block, setBlock, changed }: ModeSwitchDeps): ModeSwitch {
  let draft: { readonly mode: TerminalMode; readonly text: string } | null = null;
  const current = () => draft ?? { mode: modeOf(block()), text: block().text };
  const set = (next: typeof draft): void => {
    draft = next;
    changed();
  };
  const setText = (text: string): void => set({ ...current(), text });
  const isChanged = (): boolean => {
    const { mode, text } = current();
    return mode !== modeOf(block()) || (mode !== 'in-service' && text !== block().text);
  };

  return {
    facts: () => ({
      now: modeOf(block()),
      chosen: current().mode,
      text: current().text,
      isChanged: isChanged(),
    }),
    choose: (mode) => set({ ...current(), mode }),
    type: (key) =>
      setText(
        graphemes(current().text + key)
          .slice(0, LONGEST_TEXT)
          .join(''),
      ),
    erase: () => setText(graphemes(current().text).slice(0, -1).join('')),
    clear: () => setText(''),
    confirm() {
      const { mode, text } = current();
      draft = null;
      switch (mode) {
        case 'in-service':
          // The next time begins with the usual words.
          return setBlock({ locked: false, outOfOrder: false, text: '' });
        case 'locked':
          return setBlock({ locked: true, outOfOrder: false, text });
        case 'out-of-order':
          // Where the office has locked it since, both go on: taking that back there does not put it in service.
          return setBlock({ locked: block().locked && block().outOfOrder, outOfOrder: true, text });
      }
    },
    leave() {
      if (draft !== null) set(null);
    },
  };
}
