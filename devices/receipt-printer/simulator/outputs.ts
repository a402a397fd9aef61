import { paperHeight, paperToPng, paperToText } from './paper.ts';
import type { Piece } from './mechanism.ts';
import type { HeldTicket, Presenter, TicketWay } from './presenter.ts';

/** A piece of paper that was cut off. */
export interface PrintedPaper {
  /** Counts from 1, in the order of printing. */
  readonly number: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly cutAt: number;
  png(): Buffer;
}

export interface PresenterSnapshot {
  /** What is held, and how far it sticks out; what is `inside` cannot be reached. */
  readonly held: HeldTicket<PrintedPaper> | null;
  readonly jam: boolean;
  /**
   * The last hundred each, oldest first. `taken` and `ejected` are in the list of papers as well; the visitor did not
   * get the others.
   */
  readonly taken: readonly PrintedPaper[];
  readonly ejected: readonly PrintedPaper[];
  readonly retracted: readonly PrintedPaper[];
  readonly removed: readonly PrintedPaper[];
}

const kept = 100;

/** Where the paper goes: into the tray, or through the presenter to the visitor, into the bin, or out with a jam. */
export class Outputs {
  readonly #widthDots: number;
  readonly #listeners = new Set<(paper: PrintedPaper) => void>();
  readonly #papers: PrintedPaper[] = [];
  readonly #ways: Record<TicketWay, PrintedPaper[]> = { taken: [], ejected: [], retracted: [], removed: [] };
  #printed = 0;

  constructor(widthDots: number) {
    this.#widthDots = widthDots;
  }

  /** What a person can have: the last hundred pieces, oldest first. */
  papers(): readonly PrintedPaper[] {
    return this.#papers;
  }

  onPaper(listener: (paper: PrintedPaper) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A piece was cut by the blade, or torn off by a person. */
  piece(piece: Piece, presenter: Presenter<PrintedPaper> | null): void {
    const { lines, cutAt } = piece;
    let picture: Buffer | null = null;
    const paper: PrintedPaper = {
      number: ++this.#printed,
      cutAt,
      text: paperToText(lines),
      png: () => (picture ??= paperToPng(lines, this.#widthDots)),
    };
    if (presenter === null) this.#reachable(paper);
    else if (piece.torn) this.left(paper, 'removed');
    else presenter.hold(paper, paperHeight(lines));
  }

  /** A ticket left the presenter. */
  left(paper: PrintedPaper, way: TicketWay): void {
    keep(this.#ways[way], paper);
    if (way === 'taken' || way === 'ejected') this.#reachable(paper);
  }

  snapshot(presenter: Presenter<PrintedPaper>): PresenterSnapshot {
    const { taken, ejected, retracted, removed } = this.#ways;
    return {
      held: presenter.held,
      jam: presenter.condition().jam,
      taken: [...taken],
      ejected: [...ejected],
      retracted: [...retracted],
      removed: [...removed],
    };
  }

  #reachable(paper: PrintedPaper): void {
    keep(this.#papers, paper);
    for (const listener of this.#listeners) listener(paper);
  }
}

function keep(list: PrintedPaper[], paper: PrintedPaper): void {
  list.push(paper);
  if (list.length > kept) list.shift();
}
