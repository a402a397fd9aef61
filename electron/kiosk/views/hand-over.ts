import type { SnapshotFrom } from 'xstate';
import type { handOver } from '../../../state-machines/parts/hand-over.ts';
import type { Language, QrCode, Screen, Text } from '../../ipc/view.ts';
import { codeToTake } from '../content/take-away.ts';
import { say } from '../content/wording.ts';
import { printerOf, printerReady, type AppState } from '../app-state.ts';

/** Whether a slip can be offered now, and why not. What cannot be delivered is not started. */
export function handOverOffer(appState: AppState): {
  print: 'offered' | 'unavailable' | 'hidden';
  why?: Text;
  qr: boolean;
} {
  if (printerOf(appState) === undefined) return { print: 'hidden', qr: true };
  if (appState.journal !== null) return { print: 'unavailable', why: say('printer.noJournal'), qr: true };
  return printerReady(appState)
    ? { print: 'offered', qr: true }
    : { print: 'unavailable', why: printerTrouble(appState), qr: true };
}

export function printerTrouble(appState: AppState): Text {
  const status = printerOf(appState)?.status;
  switch (status?.state) {
    case 'needs-staff':
      return say(
        status.reason === 'paper-out'
          ? 'printer.paperOut'
          : status.reason === 'cover-open'
            ? 'printer.coverOpen'
            : 'printer.needsStaff',
      );
    case 'opening':
    case 'identifying':
    case 'busy':
      return say('printer.soon');
    default:
      return say('printer.away');
  }
}

export function presentHandOver(
  snapshot: SnapshotFrom<typeof handOver>,
  appState: AppState,
  language: Language,
): Screen {
  const { subject } = snapshot.context;
  const code = (): QrCode => codeToTake(subject, appState, language);
  if (snapshot.matches('printing')) {
    const status = printerOf(appState)?.status;
    const stopped = status?.state === 'needs-staff';
    return {
      kind: 'waiting',
      title: say(stopped ? 'printing.stopped' : 'printing.title'),
      body: stopped ? printerTrouble(appState) : say('printing.body'),
      slow: stopped,
      cancel: false,
      picture: 'printer',
      ...(snapshot.matches({ printing: 'long' }) ? { instead: say('printing.instead') } : {}),
    };
  }
  switch (snapshot.value) {
    case 'printed':
      return {
        kind: 'notice',
        tone: 'success',
        title: say('printed.title'),
        body: [say('printed.body')],
        works: [],
        actions: ['home', 'done'],
        picture: 'printer',
      };
    case 'notPrinted':
      return {
        kind: 'notice',
        tone: 'warning',
        title: say('notPrinted.title'),
        body: [say('notPrinted.body'), printerTrouble(appState)],
        works: [say('notPrinted.qr')],
        qr: code(),
        actions: printerReady(appState) ? ['retry', 'home', 'done'] : ['home', 'done'],
        picture: 'phone',
      };
    case 'unclear':
      return {
        kind: 'notice',
        tone: 'warning',
        title: say('unclear.title'),
        body: [say('unclear.body'), say('unclear.staff')],
        works: [say('notPrinted.qr')],
        qr: code(),
        actions: ['home', 'done'],
        picture: 'phone',
      };
    default:
      return { kind: 'qr', title: say('qr.title'), code: code() };
  }
}
