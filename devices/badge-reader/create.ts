import type { Clock } from '../../base/clock.ts';
import type { DriverSurroundings } from '../driver/driver.ts';
import type { EndReason } from '../driver/connection.ts';
import { createLink } from '../link/create.ts';
import { createReportLink } from '../link/reports.ts';
import { type ProtocolHandler, type DeviceContext, EventDevice } from '../driver/event-device.ts';
import { RequestQueue } from '../driver/request-queue.ts';
import type { BadgeEvent, BadgeReader, BadgeReaderStatus } from './badge-reader.ts';
import type { BadgeReaderConfig } from './config.ts';
import { readSwipe } from './magstripe.ts';
import { BEEP, GET_VERSION, isRandom, SEARCH_TAG, tagOf, Twn4Lines, UNKNOWN_FUNCTION, versionOf } from './twn4.ts';

/** Milliseconds from a question to its answer; searching takes up to 200. */
const ANSWER = 1_000;
/** Answers in a row that may be missing or senseless. */
const MISSES = 3;

export function createBadgeReader(config: BadgeReaderConfig, around: DriverSurroundings): BadgeReader {
  const { clock } = around;
  const { twn4, magstripe } = config;
  return new EventDevice<BadgeReaderStatus, BadgeEvent>({
    ...around,
    link: () => (magstripe === undefined ? createLink(twn4 ?? {}, clock) : createReportLink(magstripe, clock)),
    createProtocol: (context) =>
      magstripe === undefined ? searching(context, clock, config.poll) : swiping(context, clock),
  });
}

function swiping({ ring, tell }: DeviceContext<BadgeEvent>, clock: Clock): ProtocolHandler {
  return {
    receive(report) {
      const length = report.length;
      const swipe = readSwipe(report);
      ring.redacted(clock.now(), 'in', length, swipe === null ? 'report that is no swipe' : `swipe: ${swipe.kind}`);
      if (swipe !== null) tell(swipe.kind === 'badge' ? { type: 'badge', id: swipe.id } : { type: swipe.kind });
    },
  };
}

function searching({ link, ring, tell }: DeviceContext<BadgeEvent>, clock: Clock, poll: number): ProtocolHandler {
  const lines = new Twn4Lines();
  const lane = new RequestQueue<Uint8Array | null>(clock);
  let version: string | null = null;
  let here: string | null = null;
  let ended = false;
  let wake = (): void => undefined;

  /** The answer; `garbled` where it made no sense, null where none came. */
  async function ask(question: string, meaning: string): Promise<Uint8Array | 'garbled' | null> {
    // What is left of an earlier answer belongs to none.
    lines.forget();
    if (meaning !== '') ring.note(clock.now(), `${question}: ${meaning}`);
    const answered = await lane.ask({
      match: (answer) => ({ answer }),
      send: () => link.write(new TextEncoder().encode(`${question}\r`), ANSWER),
      timeout: ANSWER,
    });
    return answered.ok ? (answered.value.answer ?? 'garbled') : null;
  }

  return {
    receive(bytes) {
      for (const answer of lines.push(bytes)) lane.offer(answer);
    },
    identity: () => (version === null ? null : { maker: 'ELATEC', model: 'TWN4', firmware: version, serial: null }),
    async begin(): Promise<EndReason | null> {
      let heard = false;
      for (let miss = 0; miss < MISSES && !ended; miss += 1) {
        const answer = await ask(GET_VERSION, 'version');
        if (answer === null) continue;
        heard = true;
        if (answer === 'garbled') continue;
        version = versionOf(answer);
        const refused = answer.length === 1 && answer[0] === UNKNOWN_FUNCTION;
        // Anything else may answer an earlier question, and hold a badge's id.
        if (version === null && !refused) continue;
        ring.in(clock.now(), answer, `version ${version ?? 'not told'}`);
        return null;
      }
      // One with keyboard firmware has no port at all; one with another firmware does not know the question.
      return heard ? 'protocol' : 'silent';
    },
    async run(): Promise<EndReason> {
      for (let misses = 0; !ended;) {
        const answer = await ask(SEARCH_TAG, '');
        const tag = answer === null || answer === 'garbled' ? 'invalid' : tagOf(answer);
        misses = tag === 'invalid' ? misses + 1 : 0;
        if (misses >= MISSES) return answer === null ? 'silent' : 'protocol';
        if (tag !== 'invalid') {
          if (tag !== null && tag.id !== here) {
            ring.redacted(
              clock.now(),
              'in',
              answer?.length ?? 0,
              `badge of kind 0x${tag.kind.toString(16)}, ${tag.id.length / 2} bytes of id`,
            );
            tell(isRandom(tag) ? { type: 'unreadable' } : { type: 'badge', id: tag.id });
            await ask(BEEP, 'beep');
          }
          here = tag?.id ?? null;
        }
        await new Promise<void>((resolve) => {
          const cancel = clock.after(poll, resolve);
          wake = () => {
            cancel();
            resolve();
          };
          if (ended) wake();
        });
      }
      return 'link';
    },
    end() {
      ended = true;
      here = null;
      lane.end();
      wake();
    },
  };
}
