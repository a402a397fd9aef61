/**
 * Whether one of the town's offices is open: then somebody may come to whoever called for help. Terminals do not say
 * which office is theirs, and the town has usually one house; so one that is open is enough.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { dayIn, plusDays } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { Catalogue } from '../../contract/contract.ts';
import type { Evaluated, HoursQuestion, Span } from '../../opening-hours/evaluate.ts';

export interface OpenHoursDeps {
  readonly clock: TimeSource;
  /** IANA name. */
  readonly timeZone: string;
  /** Path of `opening-hours/program.ts`, or of its bundle. */
  readonly program: string;
  catalogue(): Promise<Catalogue>;
}

/** Milliseconds for all texts: some keep the library busy for minutes, and no list of them can be whole. */
const LIMIT_MS = 10_000;
/** From yesterday: an evening may end after midnight. */
const DAYS = 3;

/**
 * Asked only when somebody has called for help in quiet hours; the answers of a day are kept. Hours that cannot be
 * computed, or of which nothing is known, count as closed.
 */
export function createOpenHours({ clock, timeZone, program, catalogue }: OpenHoursDeps): () => Promise<boolean> {
  let kept: { readonly key: string; readonly spans: Promise<ReadonlyMap<string, readonly Span[]>> } | null = null;
  return async () => {
    const now = clock.now();
    const today = dayIn(timeZone, now);
    const { version, offices, closures } = await catalogue();
    const key = `${version} ${today}`;
    if (kept?.key !== key) {
      const texts = [...new Set(offices.flatMap(({ openingHours }) => openingHours ?? []))];
      kept = { key, spans: evaluate(texts, plusDays(today, -1)) };
    }
    const spans = await kept.spans;
    const isClosed = (office: string): boolean =>
      closures.some(({ office: closed, from, to }) => closed === office && from <= today && today <= to);
    return offices.some(
      ({ id, openingHours = '' }) =>
        !isClosed(id) &&
        (spans.get(openingHours) ?? []).some(({ from, to, kind }) => kind !== 'unknown' && from <= now && now < to),
    );
  };

  async function evaluate(texts: readonly string[], from: string): Promise<ReadonlyMap<string, readonly Span[]>> {
    // The register does not know the terminal's Land: without one, only holidays that all of them have.
    const calendar = { land: null, localHolidays: [], position: null };
    const questions = texts.map((one): HoursQuestion => ({ text: one, calendar, from, days: DAYS }));
    const answers = await ask(questions);
    return new Map(
      texts.flatMap((one, index) => {
        const answer = answers[index];
        return answer?.ok === true ? [[one, answer.value.spans] as const] : [];
      }),
    );
  }

  /** No answers where the program does not end in time, or at all well. */
  async function ask(questions: readonly HoursQuestion[]): Promise<readonly Evaluated[]> {
    const child = spawn(process.execPath, [program], {
      env: { TZ: timeZone },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const failed = new Promise<null>((resolve) => child.once('error', () => resolve(null)));
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(questions));
    const said = await Promise.race([text(child.stdout), failed]);
    try {
      return JSON.parse(said ?? '[]') as Evaluated[];
    } catch {
      return [];
    }
  }
}
