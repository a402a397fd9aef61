/** What a touch may ask of the kiosk. It refuses each that the View shown does not offer. */
import { z } from 'zod';
import { DocumentType, Language } from '../../register/contract/contract.ts';
import {
  DeviceAction,
  DiscardReason,
  FrameFilter,
  JournalFilter,
  LogLevel,
  OperatorTab,
  ReplayStep,
  Settlement,
  TerminalMode,
} from './operator-screens.ts';
import { Settings, Sheet } from './settings.ts';
import { Tile } from './visitor-screens.ts';

const Id = z.string().min(1).max(64);
export const Intent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('wake') }),
  /** Any touch that presses nothing: keeps the visit alive. */
  z.object({ type: z.literal('touch') }),
  z.object({ type: z.literal('choose-language'), language: Language }),
  z.object({ type: z.literal('set-text-size'), size: Settings.shape.textSize }),
  z.object({ type: z.literal('set-contrast'), contrast: Settings.shape.contrast }),
  z.object({ type: z.literal('set-low-reach'), on: z.boolean() }),
  z.object({ type: z.literal('back') }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('leave') }),
  z.object({ type: z.literal('stay') }),
  z.object({ type: z.literal('open-sheet'), sheet: Sheet }),
  z.object({ type: z.literal('close-sheet') }),
  /** Home, where that loses something: asked first, then done. */
  z.object({ type: z.literal('ask-home') }),
  z.object({ type: z.literal('go-home') }),
  /** Calls staff, or shows what became of the call that is open. */
  z.object({ type: z.literal('help') }),
  z.object({ type: z.literal('close-help') }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('open-tile'), id: Tile.shape.id }),
  z.object({ type: z.literal('open-topic'), id: Id }),
  z.object({ type: z.literal('open-category'), id: Id }),
  z.object({ type: z.literal('open-service'), id: Id }),
  z.object({ type: z.literal('open-office'), id: Id }),
  z.object({ type: z.literal('choose-document'), document: DocumentType }),
  /** One grapheme of the on-screen or a real keyboard. */
  z.object({ type: z.literal('key'), key: z.string().min(1).max(8) }),
  z.object({ type: z.literal('erase') }),
  z.object({ type: z.literal('clear') }),
  z.object({ type: z.literal('submit') }),
  z.object({ type: z.literal('retry') }),
  z.object({ type: z.literal('print') }),
  z.object({ type: z.literal('show-qr') }),
  /** A choice or an action of the page, by its id. */
  z.object({ type: z.literal('choose'), id: Id }),
  z.object({ type: z.literal('act'), id: Id }),
  /** Held, and let go. */
  z.object({ type: z.literal('show') }),
  z.object({ type: z.literal('hide') }),
  z.object({ type: z.literal('home') }),
  z.object({ type: z.literal('done') }),
  /** Five seconds on the coat of arms. */
  z.object({ type: z.literal('staff-gesture') }),
  z.object({ type: z.literal('staff-tab'), tab: OperatorTab }),
  z.object({ type: z.literal('staff-reset'), reason: z.enum(['visitor-left', 'visitor-asked', 'stuck', 'other']) }),
  z.object({ type: z.literal('staff-choose-mode'), mode: TerminalMode }),
  z.object({ type: z.literal('staff-confirm-mode') }),
  z.object({ type: z.literal('staff-settle'), id: Id, outcome: Settlement }),
  z.object({ type: z.literal('staff-come'), id: Id }),
  z.object({ type: z.literal('staff-helped'), id: Id }),
  z.object({ type: z.literal('staff-journal'), filter: JournalFilter }),
  z.object({ type: z.literal('staff-close') }),
  z.object({ type: z.literal('open-technician') }),
  z.object({ type: z.literal('select-device'), name: Id }),
  z.object({ type: z.literal('open-report') }),
  z.object({ type: z.literal('open-enrolment') }),
  z.object({ type: z.literal('open-outbox') }),
  z.object({ type: z.literal('open-log') }),
  z.object({ type: z.literal('open-config') }),
  z.object({ type: z.literal('log-level'), level: LogLevel }),
  /** Null for the lines of everything. */
  z.object({ type: z.literal('log-device'), name: Id.nullable() }),
  z.object({ type: z.literal('log-pause'), on: z.boolean() }),
  z.object({ type: z.literal('outbox-retry'), id: Id }),
  z.object({ type: z.literal('outbox-export'), id: Id }),
  z.object({ type: z.literal('outbox-choose'), id: Id }),
  z.object({ type: z.literal('outbox-discard'), id: Id, reason: DiscardReason }),
  z.object({ type: z.literal('test-start') }),
  z.object({ type: z.literal('test-answer'), result: z.enum(['passed', 'failed', 'skipped']) }),
  z.object({ type: z.literal('device-action'), action: DeviceAction }),
  z.object({ type: z.literal('show-frames'), filter: FrameFilter }),
  z.object({ type: z.literal('frame-replay'), step: ReplayStep }),
  z.object({ type: z.literal('report-save') }),
  z.object({ type: z.literal('report-print') }),
]);
export type Intent = z.infer<typeof Intent>;
