/** Whose jobs are whose, and what this printer's Get-Jobs was seen to tell. */
import type { ListedJob } from './operations.ts';

/** Characters of a job's own part of its name that must be left where a printer cut it short. */
const ENOUGH = 6;

/**
 * As whom the terminal prints: a user of its own, and names that begin with it, so that of several terminals at one
 * queue each knows its own jobs. Nothing of a visit is in either.
 */
export class Owner {
  readonly user: string;

  constructor(terminal: string) {
    this.user = `foyer-${terminal}`;
  }

  /** All names of a terminal have one length: what a printer did to one of them it does to all. */
  jobName(random: string): string {
    return `${this.user}-${random}`;
  }

  /** Ours by its name, or where the printer kept the user only. */
  owns({ name, user }: ListedJob): boolean {
    return user === this.user || name?.startsWith(`${this.user}-`) === true;
  }

  /** The very job that was sent under this name; some printers cut names short. */
  is(sent: string, { name }: ListedJob): boolean {
    return name !== null && name.length >= this.user.length + 1 + ENOUGH && sent.startsWith(name);
  }
}

/**
 * A job that is not found by its name proves nothing by itself: printers rename jobs and users, hide them
 * (`job-privacy-attributes`) or keep no ended ones. Only a printer that listed an earlier job of ours by its name,
 * under way as well as ended, is believed.
 */
export class Listing {
  #underWay = false;
  #ended = false;

  get proves(): boolean {
    return this.#underWay && this.#ended;
  }

  knows(which: 'completed' | 'not-completed'): boolean {
    return which === 'completed' ? this.#ended : this.#underWay;
  }

  /** It may be another printer, or an updated one. */
  forget(): void {
    this.#underWay = false;
    this.#ended = false;
  }

  learn(which: 'completed' | 'not-completed', found: boolean): void {
    if (which === 'completed') this.#ended = found;
    else this.#underWay = found;
  }
}
