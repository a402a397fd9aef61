import type { SnapshotFrom } from 'xstate';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import { INITIAL_SETTINGS, type visit } from '../../../state-machines/visit.ts';
import type { Language, Overlay, Screen, Text, View } from '../../ipc/view.ts';
import { createTranslate } from '../../../locales/translate.ts';
import { NO_BAR } from './bar.ts';
import { spokenOfCase } from './case-status.ts';
import { helpOverlay } from './help.ts';
import { homeGroups } from './home.ts';
import { arrange, behind, byUse, doorTo } from './home-order.ts';
import { lookedUp } from './looked-up.ts';
import { outOfOrderScreen } from './out-of-order.ts';
import { presentOperator } from './operator.ts';
import { notTaken } from './services/basket.ts';
import { sheetOf, wayHome } from './sheets.ts';
import { presentServices, subjectOfServices } from './services/services.ts';
import { localDay } from '../catalogue/notices.ts';
import { officeCard, ownOffice } from '../content/office.ts';
import { isoDay, say, time } from '../content/wording.ts';
import { printerReady, printerOf, someWorks, type AppState } from '../app-state.ts';

type KioskSnapshot = SnapshotFrom<typeof kiosk>;
type VisitSnapshot = SnapshotFrom<typeof visit>;
const translate = createTranslate();
/** Languages in which the start page says when the office is open: more would fill it. */
const HOURS_IN = 2;
/** What the start page says once is said in this. */
export const START_LANGUAGE: Language = 'de';

/** Machine snapshot and world → what this visitor may see and hear now, and nothing more. Pure. */
export function present(snapshot: KioskSnapshot, appState: AppState, revision: number): View {
  const operator = presentOperator(snapshot, appState);
  if (operator !== null) return frame(appState, revision, 'de', { screen: operator, bar: operatorBar(operator) });
  const running = snapshot.children.visit?.getSnapshot();
  if (snapshot.matches({ service: 'visiting' }) && running !== undefined)
    return presentVisit(running, appState, revision);
  if (
    snapshot.matches({ service: 'outOfOrder' }) ||
    snapshot.matches({ service: 'failed' }) ||
    snapshot.matches({ service: 'unpurged' })
  ) {
    return frame(appState, revision, 'de', {
      screen: outOfOrderScreen(appState, appState.block.text),
      spoken: [say('outOfOrder.title')],
    });
  }
  if (snapshot.matches({ service: 'attract' })) {
    return frame(appState, revision, START_LANGUAGE, { screen: attractScreen(appState) });
  }
  return frame(appState, revision, 'de', { screen: { kind: 'starting' } });
}

/** No language is chosen yet: what is said stands there in several. */
function attractScreen(appState: AppState): Screen {
  const { languages } = appState.config;
  const office = ownOffice(appState);
  const works = homeGroups(appState, START_LANGUAGE)
    .flatMap(({ tiles }) => tiles)
    .filter(({ unavailable }) => unavailable === undefined);
  return {
    kind: 'attract',
    greetings: languages.map((language) => ({ text: translate(language, say('attract.greeting')), language })),
    near: appState.around.near,
    hours:
      office === undefined
        ? []
        : languages.slice(0, HOURS_IN).map((language) => {
            const { name, openNow } = officeCard(office, appState, language);
            return { text: `${name.text}: ${translate(language, openNow.text)}`, language };
          }),
    offers: byUse(works, appState.use)
      .slice(0, 3)
      .map(({ id, icon, title }) => ({ id, icon, title })),
  };
}

function presentVisit(snapshot: VisitSnapshot, appState: AppState, revision: number): View {
  const { language, settings } = snapshot.context;
  const shown = visitorScreen(snapshot, appState, language);
  const { screen } = shown;
  const overlay = overlayOf(snapshot, screen, appState);
  const masked = overlay?.kind === 'paused';
  const inFlow = !snapshot.matches({ going: { flow: 'choosingLanguage' } });
  const working = screen.kind === 'waiting' && !screen.cancel;
  // Nothing ends while a device works.
  const printing = working && screen.picture !== 'register';
  return frame(appState, revision, language, {
    // A paused screen hides what was found from other people in front of it.
    screen: masked ? { kind: 'attract', greetings: [], near: false, hours: [], offers: [] } : screen,
    settings,
    ...(masked ? {} : { ...subjectOf(snapshot), ...placeOf(shown) }),
    bar: {
      back: inFlow && !working && screen.kind !== 'goodbye' && !(screen.kind === 'page' && !screen.back),
      home: wayHome(snapshot, screen),
      cancel: screen.kind !== 'goodbye' && !printing,
      help: true,
      pause: inFlow && screen.kind !== 'goodbye',
      languages: inFlow,
      settings: true,
    },
    ...(overlay === undefined ? {} : { overlay }),
    spoken: overlay === undefined ? spokenOf(screen) : spokenOver(overlay),
  });
}

function visitorScreen(snapshot: VisitSnapshot, appState: AppState, language: Language): { screen: Screen } & Place {
  const { services } = snapshot.children;
  const looking = lookedUp(snapshot.children, appState, language);
  if (looking !== null) return looking;
  if (services !== undefined) return presentServices(services.getSnapshot(), appState, language);
  if (snapshot.matches({ going: { flow: 'home' } })) return { screen: homeScreen(appState, language) };
  if (snapshot.matches({ going: { flow: 'topic' } })) {
    const { topic } = snapshot.context;
    const groups = behind(homeGroups(appState, language), topic);
    return { screen: { kind: 'topic', id: topic, ...doorTo(topic), groups } };
  }
  if (snapshot.matches({ going: { flow: 'goodbye' } })) {
    const { receipt } = snapshot.context;
    return {
      screen: {
        kind: 'goodbye',
        receipt,
        take: [...(receipt ? [say('goodbye.receipt')] : []), ...cardLeft(appState)],
      },
    };
  }
  return { screen: { kind: 'language' } };
}

type Place = Pick<View, 'step' | 'stations' | 'basket'>;
const placeOf = ({ step, stations, basket }: Place): Place => ({
  ...(step === undefined ? {} : { step }),
  ...(stations === undefined ? {} : { stations }),
  ...(basket === undefined ? {} : { basket }),
});

const SUBJECTS = {
  information: { icon: 'information', title: say('tile.information.title') },
  documentStatus: { icon: 'id-card', title: say('tile.documentStatus.title') },
  caseStatus: { icon: 'case', title: say('tile.caseStatus.title') },
  menu: { icon: 'person', title: say('menu.title') },
} as const;

function subjectOf({ children }: VisitSnapshot): Pick<View, 'subject'> {
  const signedIn = children.services?.getSnapshot().children;
  const flow = (['information', 'documentStatus', 'caseStatus'] as const).find(
    (one) => children[one] !== undefined || signedIn?.[one] !== undefined,
  );
  if (flow !== undefined) return { subject: SUBJECTS[flow] };
  if (children.services === undefined) return {};
  const service = subjectOfServices(children.services.getSnapshot());
  // Between the services stands the person who signed in.
  return { subject: service === null ? SUBJECTS.menu : { icon: service.icon, title: say(service.title) } };
}

const CARD = {
  'id-card': 'card.idCard',
  'health-card': 'card.healthCard',
  'bank-card': 'card.bankCard',
  badge: 'card.unknown',
  unknown: 'card.unknown',
} as const;

const cardLeft = ({ around: { card } }: AppState): Text[] => (card === null ? [] : [say(CARD[card])]);

function homeScreen(appState: AppState, language: Language): Screen {
  const notices: Text[] = [
    ...(appState.registerLink.catalogueOldAsOf === null
      ? []
      : [say('notice.old', { day: isoDay(localDay(new Date(appState.registerLink.catalogueOldAsOf)), language) })]),
    ...(appState.register === 'failed'
      ? [
          say(
            appState.identity?.state === 'none' || appState.identity?.state === 'unreadable'
              ? 'notice.notEnrolled'
              : 'notice.register',
          ),
        ]
      : []),
    ...(appState.journal === null ? [] : [say('notice.journal')]),
    ...(printerOf(appState) !== undefined && !printerReady(appState) ? [say('notice.printer')] : []),
    // A card that lies in the reader is soon forgotten there.
    ...cardLeft(appState),
  ];
  return {
    kind: 'home',
    ...arrange(homeGroups(appState, language), appState.use, appState.config.screen.servicesAtOnce),
    notices,
    scan: someWorks(appState, 'scanner'),
  };
}

function overlayOf(snapshot: VisitSnapshot, screen: Screen, appState: AppState): Overlay | undefined {
  const secondsLeft =
    appState.deadline === null ? 0 : Math.max(0, Math.ceil((appState.deadline - appState.now.getTime()) / 1_000));
  const attention = (state: 'warned' | 'away' | 'heldAway' | 'asking' | 'askingHome') =>
    snapshot.matches({ going: { attention: state } });
  if (attention('away') || attention('heldAway')) return { kind: 'paused', secondsLeft };
  const services = snapshot.children.services?.getSnapshot();
  const take = (leaves: boolean): Text[] => [
    ...(services === undefined ? [] : notTaken(services, leaves)),
    ...cardLeft(appState),
  ];
  if (attention('warned')) return { kind: 'idle', secondsLeft, take: take(false) };
  if (attention('asking')) return { kind: 'leave', take: take(true) };
  if (attention('askingHome')) return { kind: 'home', signedIn: services?.context.signedIn === true };
  const help = helpShown(snapshot);
  return help === undefined
    ? sheetOf(snapshot, screen, appState)
    : helpOverlay(help, appState, snapshot.context.language);
}

function helpShown(snapshot: VisitSnapshot): Parameters<typeof helpOverlay>[0] | undefined {
  if (snapshot.matches({ going: { help: { calling: 'shown' } } })) return 'calling';
  if (snapshot.matches({ going: { help: { failed: 'shown' } } })) return 'failed';
  const waiting = (['called', 'coming'] as const).find((state) =>
    snapshot.matches({ going: { help: { open: { waiting: state } } } }),
  );
  const unanswered = (['nobody', 'cannot'] as const).find((state) =>
    snapshot.matches({ going: { help: { open: { unanswered: state } } } }),
  );
  return waiting ?? unanswered;
}

function spokenOver(overlay: Overlay): Text[] {
  switch (overlay.kind) {
    case 'idle':
      return [say('idle.title'), say('idle.body'), ...overlay.take];
    case 'paused':
      return [say('paused.title')];
    case 'leave':
      return [say('leave.title'), ...overlay.take];
    case 'home':
      return [say('goHome.title'), say('goHome.open')];
    case 'languages':
      return [say('language.title')];
    case 'display':
      return [say('display.title')];
    case 'help-offers':
      return [say('help.title'), ...overlay.page, ...overlay.desk];
    case 'legal':
      return [say(`legal.${overlay.text}`), ...(overlay.words === null ? overlay.ask : [])];
    case 'help':
      return [say(`help.${overlay.state}`), ...overlay.body];
  }
}

function spokenOf(screen: Screen): Text[] {
  switch (screen.kind) {
    case 'home':
      return [say('home.title'), ...screen.notices];
    case 'topic':
      return [screen.title];
    case 'language':
      return [say('language.title')];
    case 'search':
      return [say('search.title'), ...(screen.hint === undefined ? [] : [screen.hint])];
    case 'document-type':
      return [say('documentType.title')];
    case 'document-number':
      return [say('number.title'), ...(screen.problem === undefined ? [] : [screen.problem])];
    case 'document-status':
      return [screen.title, ...screen.body, ...screen.next];
    case 'notice':
      return [screen.title, ...screen.body];
    case 'page':
      return [
        screen.title,
        ...screen.lead,
        ...(screen.id === 'case-answer' ? spokenOfCase(screen) : []),
        ...screen.sections.flatMap(({ next = [] }) => next),
      ];
    case 'secret':
      return [screen.title, ...screen.lead, ...(screen.problem === undefined ? [] : [screen.problem])];
    case 'entry':
    case 'code':
      return [screen.title, ...screen.lead, ...(screen.problem === undefined ? [] : [screen.problem])];
    case 'waiting':
      return [screen.title, ...(screen.body === undefined ? [] : [screen.body])];
    case 'qr':
      return [screen.title, screen.code.caption];
    case 'goodbye':
      return [say('goodbye.title'), ...screen.take];
    default:
      return [];
  }
}

const operatorBar = (screen: Screen): View['bar'] => ({
  ...NO_BAR,
  back: screen.kind.startsWith('technician'),
  cancel: true,
});

function frame(
  appState: AppState,
  revision: number,
  language: Language,
  own: { screen: Screen } & Partial<
    Pick<View, 'settings' | 'subject' | 'stations' | 'basket' | 'step' | 'bar' | 'overlay' | 'spoken'>
  >,
): View {
  const { town, terminal, screen, languages } = appState.config;
  return {
    revision,
    language,
    settings: INITIAL_SETTINGS,
    clock: time(appState.now, 'de'),
    bar: NO_BAR,
    spoken: [],
    languages,
    glass: {
      heightMm: screen.heightMm,
      lowerEdgeMm: screen.lowerEdgeMm,
      pointer: screen.mode === 'window',
      parts: Object.fromEntries(Object.entries(screen.parts).filter(([, place]) => place !== null)),
    },
    town: { name: town.name, terminal: terminal.name, place: terminal.place, accent: town.accent, arms: appState.arms },
    ...own,
  };
}
