import type { Clock } from '../../base/clock.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { CharacterSet } from './character-set.ts';
import { CODE, intermediateStatus, type StatusInformation, statusInformation } from './messages.ts';
import type { JournalEntry, OpenPayment, PaymentOutcome, PaymentProgress } from './payment-terminal.ts';
import { Receipts } from './receipts.ts';
import { declineReason, promptOf, refusalReason } from './result-codes.ts';
import type { CommandEnd, Session } from './session.ts';

export interface AuthorizeDeps {
  readonly session: Session;
  readonly open: OpenPayment;
  /** The authorization's data block. */
  readonly data: readonly number[];
  readonly ring: FrameRing;
  readonly clock: Clock;
  readonly appendToJournal: (entry: JournalEntry) => Promise<boolean>;
  readonly tell: (progress: PaymentProgress) => void;
  readonly characters: CharacterSet;
  /** The visitor has given up; looked at until the command leaves, from then on the terminal is asked. */
  readonly givenUp: () => boolean;
}

const GIVEN_UP: PaymentOutcome = { outcome: 'declined', reason: 'cancelled', code: null };

/** The terminal has to be asked what became of it; what it printed until then is kept. */
export interface Ask {
  readonly outcome: 'ask';
  readonly receipts: Receipts;
}

/**
 * One authorization, 06 01, sent once. The order is what makes it safe (PA00P015, 2.2.8): the intent is on disk before
 * the command leaves, the result before it is acknowledged, since the terminal keeps the sale only after our 80 00 00.
 */
export async function authorize(deps: AuthorizeDeps): Promise<PaymentOutcome | Ask> {
  const { session, open, data, ring, clock, appendToJournal, tell, characters, givenUp } = deps;
  const { id } = open;
  if (givenUp()) return GIVEN_UP;
  const intended = await appendToJournal({ step: 'intent', payment: open });
  if (intended && givenUp()) return GIVEN_UP;
  if (!intended || !(await appendToJournal({ step: 'sent', id }))) {
    ring.note(clock.now(), 'not sent: the journal could not be written');
    return { outcome: 'declined', reason: 'not-ready', code: null };
  }
  const receipts = new Receipts(characters);
  let told: StatusInformation | null = null;
  let kept = false;
  const end = await session.command(
    CODE.authorization,
    data,
    async (apdu) => {
      receipts.take(apdu);
      if (apdu.code === CODE.intermediateStatus) {
        const { code, text } = intermediateStatus(apdu, characters);
        tell({ prompt: promptOf(code), text });
      }
      if (apdu.code !== CODE.statusInformation) return true;
      const status = statusInformation(apdu, characters);
      if (told !== null) {
        // The same again, since our acknowledgement was lost on its way: the first one is on disk.
        if (kept && sameResult(told, status)) return true;
        ring.note(clock.now(), 'not acknowledged: a second result, other than the first');
        return false;
      }
      told = status;
      kept = await appendToJournal({ step: 'result', id, code: status.code ?? 0xff, booking: status.booking });
      if (!kept) ring.note(clock.now(), 'not acknowledged: the journal could not be written');
      return kept;
    },
    () => !givenUp(),
  );
  if (end.end === 'withdrawn') return GIVEN_UP;
  const status = told as StatusInformation | null;
  if (kept && end.end !== 'lost') await appendToJournal({ step: 'acknowledged', id });
  return judge(open, status, kept, end, receipts);
}

/**
 * The journal keeps one result of a payment: another one is not acknowledged, and the terminal is asked which of them
 * it has booked.
 */
const sameResult = (one: StatusInformation, other: StatusInformation): boolean =>
  one.code === other.code &&
  one.booking?.receipt === other.booking?.receipt &&
  one.booking?.amountCents === other.booking?.amountCents;

function judge(
  open: OpenPayment,
  status: StatusInformation | null,
  kept: boolean,
  end: CommandEnd,
  receipts: Receipts,
): PaymentOutcome | Ask {
  const code = status?.code ?? (end.end === 'aborted' || end.end === 'refused' ? end.code : null);
  // Refused before it began, or declined with a result of its own: no money moved.
  if (end.end === 'refused') return { outcome: 'declined', reason: refusalReason(end.code), code: end.code };
  if (status !== null && code !== null && code !== 0 && end.end !== 'lost')
    return { outcome: 'declined', reason: declineReason(code), code };
  if (status === null && end.end === 'aborted' && code !== null && code !== 0)
    return { outcome: 'declined', reason: declineReason(code), code };
  if (
    end.end === 'completed' &&
    kept &&
    status?.code === 0 &&
    status.booking !== null &&
    status.booking.amountCents === open.amountCents
  ) {
    return {
      outcome: 'captured',
      ...status.booking,
      cardName: status.cardName,
      maskedPan: status.maskedPan,
      customerReceipt: receipts.customer(),
      merchantReceipt: receipts.merchant(),
    };
  }
  // Approved and then aborted, completed without a result, another amount, or the connection lost: only the terminal
  // knows.
  return { outcome: 'ask', receipts };
}
