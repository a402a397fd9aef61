import { LegalText, type Intent, type Screen, type View } from '../../ipc/view.ts';

/**
 * What the current View offers. It is derived from the View itself, so what is not on the display cannot be asked for:
 * not another service's id, not a key that is off, nothing under an overlay.
 */
export function isOffered(view: View, intent: Intent): boolean {
  switch (intent.type) {
    case 'touch':
      return true;
    case 'staff-gesture':
      return !isOperator(view.screen) && view.screen.kind !== 'starting';
    default:
      break;
  }
  if (view.overlay !== undefined) return overOverlay(view, view.overlay.kind, intent);
  return inBar(view, intent) || onScreen(view.screen, intent);
}

function overOverlay({ bar, languages }: View, kind: NonNullable<View['overlay']>['kind'], intent: Intent): boolean {
  switch (kind) {
    case 'idle':
      return intent.type === 'stay' || intent.type === 'leave';
    case 'leave':
      return intent.type === 'stay' || intent.type === 'leave' || (intent.type === 'pause' && bar.pause);
    case 'home':
      return intent.type === 'stay' || intent.type === 'go-home';
    case 'languages':
      return (
        intent.type === 'close-sheet' || (intent.type === 'choose-language' && languages.includes(intent.language))
      );
    case 'display':
      return intent.type === 'close-sheet' || setsDisplay(intent);
    case 'help-offers':
      return (
        intent.type === 'close-sheet' ||
        intent.type === 'help' ||
        (intent.type === 'pause' && bar.pause) ||
        opensLegal(intent)
      );
    case 'legal':
      return intent.type === 'close-sheet';
    case 'paused':
      return intent.type === 'resume' || intent.type === 'leave';
    case 'help':
      return intent.type === 'close-help';
  }
}

function inBar({ bar, screen }: View, intent: Intent): boolean {
  switch (intent.type) {
    case 'back':
      return bar.back;
    case 'cancel':
      return bar.cancel && !isOperator(screen);
    case 'staff-close':
      return isOperator(screen);
    case 'home':
    case 'ask-home':
      return bar.home === intent.type;
    case 'open-sheet':
      return (
        (intent.sheet === 'languages' && bar.languages) ||
        (intent.sheet === 'display' && bar.settings) ||
        (intent.sheet === 'help' && bar.help)
      );
    default:
      return false;
  }
}

const setsDisplay = ({ type }: Intent): boolean =>
  type === 'set-text-size' || type === 'set-contrast' || type === 'set-low-reach';
const opensLegal = (intent: Intent): boolean =>
  intent.type === 'open-sheet' && LegalText.options.some((text) => text === intent.sheet);

const isOperator = ({ kind }: Screen): boolean =>
  kind === 'staff' || kind === 'staff-sign-in' || kind.startsWith('technician');

/** What is taken for a digit, also on a real keyboard. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

function onScreen(screen: Screen, intent: Intent): boolean {
  switch (screen.kind) {
    case 'attract':
      return attract(screen, intent);
    case 'language':
      return intent.type === 'choose-language';
    case 'home':
      return (
        onTiles(screen.groups, intent) ||
        (intent.type === 'open-topic' && screen.doors.some((door) => door.id === intent.id))
      );
    case 'topic':
      return onTiles(screen.groups, intent);
    case 'search':
      return (
        editing(intent) ||
        (intent.type === 'open-category' &&
          (screen.results === null || screen.hint !== undefined) &&
          screen.categories.some((one) => one.id === intent.id)) ||
        (intent.type === 'open-service' && (screen.results ?? []).some((one) => one.id === intent.id)) ||
        (intent.type === 'open-office' && screen.offices.some((one) => one.id === intent.id)) ||
        (intent.type === 'open-tile' &&
          screen.here.some((one) => one.id === intent.id && one.unavailable === undefined))
      );
    case 'category':
      return intent.type === 'open-service' && screen.services.some((one) => one.id === intent.id);
    case 'service':
      return (
        (intent.type === 'open-office' && screen.offices.some((one) => one.id === intent.id)) ||
        (intent.type === 'open-tile' && screen.here?.id === intent.id && screen.here.unavailable === undefined) ||
        handOver(screen.handOver, intent) ||
        intent.type === 'done'
      );
    case 'office':
      return handOver(screen.handOver, intent) || intent.type === 'done';
    case 'document-type':
      return intent.type === 'choose-document' && screen.types.some((one) => one.type === intent.document);
    case 'document-number':
      if (intent.type === 'key')
        return (
          screen.keys.includes(intent.key.toUpperCase()) ||
          (intent.key.toUpperCase() === 'O' && screen.keys.includes('0'))
        );
      return intent.type === 'erase' || intent.type === 'clear' || (intent.type === 'submit' && screen.complete);
    case 'document-status':
      return handOver(screen.handOver, intent) || intent.type === 'done' || intent.type === 'home';
    case 'waiting':
      return (intent.type === 'back' && screen.cancel) || (intent.type === 'show-qr' && screen.instead !== undefined);
    case 'notice':
      return screen.actions.some((action) => action === intent.type);
    case 'page':
      return page(screen, intent);
    case 'secret':
      return intent.type === 'act' && screen.actions.some(({ id }) => id === intent.id);
    case 'entry':
      return (
        (intent.type === 'key' && (screen.layout === 'letters' || /^\d$/.test(intent.key))) ||
        intent.type === 'erase' ||
        (intent.type === 'clear' && screen.long !== true) ||
        intent.type === 'submit'
      );
    case 'code':
      return (
        (intent.type === 'key' &&
          [intent.key.toUpperCase(), LOOKS_LIKE[intent.key.toUpperCase()] ?? ''].some((key) =>
            screen.keys.includes(key),
          )) ||
        intent.type === 'erase' ||
        intent.type === 'clear' ||
        (intent.type === 'submit' && screen.complete)
      );
    case 'qr':
      return intent.type === 'done' || intent.type === 'home';
    case 'goodbye':
      return intent.type === 'done';
    case 'staff-sign-in':
      return (
        !screen.busy &&
        ((intent.type === 'key' && /^\d$/.test(intent.key)) ||
          intent.type === 'erase' ||
          intent.type === 'clear' ||
          (intent.type === 'submit' && screen.digits > 0))
      );
    case 'staff':
      return staff(screen, intent);
    case 'technician':
      return technicianStart(screen, intent);
    case 'technician-device':
      return technician(screen, intent);
    case 'technician-outbox':
      return outbox(screen, intent);
    case 'technician-log':
      return log(screen, intent);
    case 'technician-enrolment':
      return !screen.busy && (editing(intent) || (intent.type === 'submit' && screen.complete));
    case 'technician-report':
      return (
        (intent.type === 'report-save' && !screen.busy) ||
        (intent.type === 'report-print' && screen.print && !screen.busy)
      );
    case 'technician-config':
    case 'starting':
    case 'out-of-order':
      return false;
  }
}

function attract({ greetings, offers }: Extract<Screen, { kind: 'attract' }>, intent: Intent): boolean {
  return (
    intent.type === 'wake' ||
    opensLegal(intent) ||
    (intent.type === 'open-tile' && offers.some(({ id }) => id === intent.id)) ||
    (intent.type === 'choose-language' && greetings.some(({ language }) => language === intent.language))
  );
}

/** Ids of actions that are intents of their own, because the flows around know them too. */
export const PLAIN_ACTIONS = ['retry', 'home', 'done', 'print', 'show-qr'] as const;

function page(screen: Extract<Screen, { kind: 'page' }>, intent: Intent): boolean {
  switch (intent.type) {
    case 'choose':
      return (
        screen.choices.some(({ id, state }) => id === intent.id && state !== 'unavailable') ||
        (screen.calendar?.weeks.some((week) => week.some((day) => day?.id === intent.id && day.state !== 'off')) ??
          false)
      );
    case 'act':
      if (screen.calendar !== undefined && (intent.id === 'month-earlier' || intent.id === 'month-later'))
        return screen.calendar[intent.id === 'month-earlier' ? 'earlier' : 'later'];
      return screen.actions.some(({ id }) => id === intent.id && !PLAIN_ACTIONS.some((plain) => plain === id));
    case 'retry':
    case 'home':
    case 'done':
    case 'print':
    case 'show-qr':
      return screen.actions.some(({ id }) => id === intent.type);
    case 'show':
    case 'hide':
      return screen.hold !== undefined;
    default:
      return false;
  }
}

const technicianStart = (screen: Extract<Screen, { kind: 'technician' }>, intent: Intent): boolean =>
  intent.type === 'open-report' ||
  intent.type === 'open-outbox' ||
  intent.type === 'open-log' ||
  intent.type === 'open-config' ||
  (intent.type === 'open-enrolment' && screen.enrolment) ||
  (intent.type === 'select-device' && screen.devices.some((one) => one.name === intent.name));

const log = (screen: Extract<Screen, { kind: 'technician-log' }>, intent: Intent): boolean =>
  intent.type === 'log-level' ||
  intent.type === 'log-pause' ||
  (intent.type === 'log-device' && (intent.name === null || screen.devices.some(({ name }) => name === intent.name)));

function technician(screen: Extract<Screen, { kind: 'technician-device' }>, intent: Intent): boolean {
  switch (intent.type) {
    case 'show-frames':
      return true;
    case 'frame-replay':
      return intent.step === 'start' ? screen.frames.length > 0 : screen.replay !== null;
    case 'test-start':
      return screen.test?.running !== true;
    case 'test-answer':
      return screen.test?.asks?.answers.includes(intent.result) ?? false;
    case 'device-action':
      return screen.actions.some(
        ({ action, state }) => action === intent.action && state !== 'running' && state !== 'unavailable',
      );
    default:
      return false;
  }
}

function outbox({ items, reasons, busy }: Extract<Screen, { kind: 'technician-outbox' }>, intent: Intent): boolean {
  switch (intent.type) {
    case 'outbox-retry':
    case 'outbox-export':
    case 'outbox-choose':
      return !busy && items.some(({ id, quarantined }) => quarantined && id === intent.id);
    case 'outbox-discard':
      return (
        !busy &&
        items.some(({ id, quarantined, chosen }) => quarantined && chosen && id === intent.id) &&
        reasons.some(({ reason }) => reason === intent.reason)
      );
    default:
      return false;
  }
}

const onTiles = (groups: Extract<Screen, { kind: 'home' }>['groups'], intent: Intent): boolean =>
  intent.type === 'open-tile' &&
  groups.some((group) => group.tiles.some((tile) => tile.id === intent.id && tile.unavailable === undefined));
const editing = (intent: Intent): boolean =>
  intent.type === 'key' || intent.type === 'erase' || intent.type === 'clear';
const handOver = (offer: { print: string; qr: boolean }, intent: Intent): boolean =>
  (intent.type === 'print' && offer.print === 'offered') || (intent.type === 'show-qr' && offer.qr);

function staff(screen: Extract<Screen, { kind: 'staff' }>, intent: Intent): boolean {
  switch (intent.type) {
    case 'staff-tab':
      return true;
    case 'staff-choose-mode':
      return screen.tab === 'mode';
    case 'staff-journal':
      return screen.tab === 'journal';
    case 'staff-confirm-mode':
      return screen.tab === 'mode' && screen.mode.confirm;
    case 'staff-reset':
      return screen.visitRunning;
    case 'staff-settle':
      return screen.unfinished.some((one) => one.id === intent.id && !one.busy && one.settle.includes(intent.outcome));
    case 'staff-come':
      return screen.help.some(({ id, come }) => come && id === intent.id);
    case 'staff-helped':
      return screen.help.some(({ id }) => id === intent.id);
    case 'open-technician':
      return screen.technician;
    case 'key':
    case 'erase':
    case 'clear':
      return (
        (screen.tab === 'mode' && screen.mode.chosen !== 'in-service') ||
        (screen.tab === 'pick-up' && !screen.pickUp.busy)
      );
    case 'submit':
      return screen.tab === 'pick-up' && screen.pickUp.complete && !screen.pickUp.busy;
    default:
      return false;
  }
}
