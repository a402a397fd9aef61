import type { SnapshotFrom } from 'xstate';
import type { visit } from '../../../state-machines/visit.ts';
import type { Language, LegalText, Overlay, Picture, Screen, Text, View } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import { phoneOfDesk } from '../content/phone.ts';
import { richWordsOf, say } from '../content/wording.ts';
import { atTheDesk } from './help.ts';

type VisitSnapshot = SnapshotFrom<typeof visit>;

/** What lies over the screen because the visitor opened it. */
export function sheetOf(snapshot: VisitSnapshot, screen: Screen, appState: AppState): Overlay | undefined {
  const { language, legal } = snapshot.context;
  const open = (['languages', 'display', 'help', 'legal'] as const).find((sheet) =>
    snapshot.matches({ going: { attention: { present: sheet } } }),
  );
  switch (open) {
    case 'languages':
    case 'display':
      return { kind: open };
    case 'help':
      return helpOffers(snapshot, screen, appState, language);
    case 'legal':
      return legalOverlay(legal, appState, language);
    case undefined:
      return undefined;
  }
}

/** What helps on this screen, before anybody is called. */
function helpOffers(snapshot: VisitSnapshot, screen: Screen, appState: AppState, language: Language): Overlay {
  const state = callOf(snapshot);
  return {
    kind: 'help-offers',
    page: aboutScreen(screen),
    picture: 'picture' in screen ? screen.picture : 'none',
    desk: state === null ? atTheDesk(appState, language).hours.slice() : [say(`help.${state}`)],
    called: state !== null,
    phone: phoneOfDesk(appState),
  };
}

/** A call that is open behind a closed window; null where the next touch is a new call. */
function callOf(snapshot: VisitSnapshot): 'calling' | 'called' | 'coming' | null {
  const help = (state: 'calling' | { open: { waiting: 'calledUnseen' | 'comingUnseen' } }): boolean =>
    snapshot.matches({ going: { help: state } });
  if (help('calling')) return 'calling';
  if (help({ open: { waiting: 'calledUnseen' } })) return 'called';
  return help({ open: { waiting: 'comingUnseen' } }) ? 'coming' : null;
}

const ABOUT = {
  language: 'language',
  home: 'home',
  topic: 'home',
  search: 'search',
  category: 'category',
  service: 'service',
  office: 'office',
  'document-type': 'documentType',
  'document-number': 'documentNumber',
  'document-status': 'documentStatus',
  waiting: 'waiting',
  notice: 'notice',
  page: 'page',
  secret: 'secret',
  entry: 'entry',
  code: 'code',
  qr: 'qr',
  goodbye: 'goodbye',
} as const;
/** What is done at a part of the terminal is told by its picture, whichever screen shows it. */
const AT_PART: Partial<Record<Picture, 'card' | 'payment' | 'printer' | 'tray'>> = {
  card: 'card',
  'guide-lay': 'card',
  payment: 'payment',
  printer: 'printer',
  tray: 'tray',
};

/** Two sentences about the screen: what it is for, and what to do there. */
export function aboutScreen(screen: Screen): Text[] {
  if (!(screen.kind in ABOUT)) return [];
  const part = 'picture' in screen ? AT_PART[screen.picture] : undefined;
  const name = part ?? ABOUT[screen.kind as keyof typeof ABOUT];
  return [say(`about.${name}.what`), say(`about.${name}.how`)];
}

function legalOverlay(text: LegalText, appState: AppState, language: Language): Overlay {
  const published = appState.known?.catalogue.legal.find(({ id }) => id === text);
  const phone = phoneOfDesk(appState);
  return {
    kind: 'legal',
    text,
    words: published === undefined ? null : richWordsOf(published.text, language),
    ask: [say('legal.missing'), ...(phone === null ? [] : [say('help.phone', { phone })])],
  };
}

/**
 * What leads home from here. Home is the page between two services for who signed in, so that nobody is signed out by
 * it. Where the screen leads there itself, or nothing is lost, it is done at once; where something begun would be lost,
 * it is asked first. While money or a device works there is no way.
 */
export function wayHome(snapshot: VisitSnapshot, screen: Screen): View['bar']['home'] {
  const services = snapshot.children.services?.getSnapshot();
  const { information, documentStatus, caseStatus } = services?.children ?? snapshot.children;
  if (snapshot.context.working || screen.kind === 'waiting') return null;
  if (information !== undefined || screen.kind === 'topic') return 'home';
  if (documentStatus !== undefined) {
    const at = documentStatus.getSnapshot();
    return at.matches('typingNumber') && at.context.typed !== '' ? 'ask-home' : 'home';
  }
  if (caseStatus !== undefined) {
    const at = caseStatus.getSnapshot();
    const typing = at.matches('typingReference') || at.matches('typingSecret');
    return typing && at.context.reference !== '' ? 'ask-home' : 'home';
  }
  if (services === undefined || services.matches('menu')) return null;
  if (offersHome(screen) || services.matches('receipt')) return 'home';
  // Where nothing leads back something was done that has to be handed over first.
  if (screen.kind === 'page' && !screen.back) return null;
  return services.matches('identifying') ? 'home' : 'ask-home';
}

/** Pages at which a service is over, and its machine takes `home` like its way on. */
const OVER: ReadonlySet<string> = new Set(['order-done', 'case-done', 'change-done', 'pin-changed', 'own-printed']);

const offersHome = (screen: Screen): boolean =>
  screen.kind === 'qr' ||
  (screen.kind === 'notice' && screen.actions.includes('home')) ||
  (screen.kind === 'page' && (OVER.has(screen.id) || screen.actions.some(({ id }) => id === 'home')));
