import type { SnapshotFrom } from 'xstate';
import type { Resident } from '../../register/contract/contract.ts';
import {
  ACTION,
  loading,
  longDay,
  page,
  paperTrouble,
  say,
  serviceFailed,
  wordsOf,
  type Language,
  type Page,
  type Screen,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';
import { asOfLine, extendedRow, personRows } from '../kit/person.ts';
import type { ownData } from './machine.ts';

type Snapshot = SnapshotFrom<typeof ownData>;

export const presentOwnData = (snapshot: Snapshot, appState: AppState, language: Language): ServicePage => ({
  screen: screenOf(snapshot, appState, language),
});

function screenOf(snapshot: Snapshot, appState: AppState, language: Language): Screen {
  const { resident, failure, shown } = snapshot.context;
  switch (snapshot.value) {
    case 'failed':
      return serviceFailed(failure);
    case 'looking':
      return resident === null ? loading() : looking(resident, shown, appState, language);
    case 'printing':
      return {
        kind: 'waiting',
        title: say('order.printing'),
        body: say('order.printingBody'),
        slow: false,
        cancel: false,
        picture: 'tray',
      };
    case 'printed':
      return page({
        id: 'own-printed',
        tone: 'success',
        picture: 'tray',
        title: say('ownData.printed'),
        lead: [say('ownData.printedBody')],
        actions: [ACTION.done],
      });
    case 'notPrinted':
      return page({
        id: 'own-not-printed',
        tone: 'warning',
        picture: 'tray',
        title: say('order.notPrinted'),
        lead: [say('ownData.notPrinted')],
        actions: [ACTION.home, ACTION.retry],
      });
    case 'printUnclear':
      return page({
        id: 'own-unclear',
        tone: 'warning',
        picture: 'tray',
        title: say('order.unclear'),
        lead: [say('ownData.unclear')],
        actions: [ACTION.home, ACTION.done],
      });
    default:
      return loading();
  }
}

function sectionsOf(resident: Resident, appState: AppState, language: Language): Page['sections'] {
  const set = (appState.known?.catalogue.blockKinds ?? []).filter(({ id }) => resident.blocks.includes(id));
  return [
    {
      title: say('ownData.person'),
      rows: [
        ...personRows(resident, language),
        ...(['birth-name', 'birth-place', 'nationalities', 'marital-status', 'move-in-dates'] as const).flatMap(
          (field) => extendedRow(resident, field, language),
        ),
      ],
    },
    {
      title: say('blocks.title'),
      rows: [
        {
          label: say('ownData.blocks'),
          value: set.length === 0 ? [say('data.none')] : set.map(({ name }) => wordsOf(name, language)),
        },
      ],
    },
  ];
}

function looking(resident: Resident, shown: boolean, appState: AppState, language: Language): Page {
  const sections = sectionsOf(resident, appState, language);
  const trouble = paperTrouble(0, appState);
  return page({
    id: 'own-data',
    title: say('offer.ownData.title'),
    lead: [
      ...asOfLine(resident, language),
      say(shown ? 'ownData.shown' : 'ownData.lead'),
      ...(trouble === null ? [] : [trouble]),
    ],
    // Masked means: not sent to the screen at all.
    sections: shown
      ? sections
      : sections.map((section) => ({ ...section, rows: section.rows.map((row) => ({ ...row, value: null })) })),
    hold: { label: say('ownData.hold'), shown },
    actions: [
      ...(trouble === null
        ? [{ id: 'print', label: say('ownData.print'), icon: 'print', tone: 'secondary' as const }]
        : []),
      ACTION.done,
    ],
  });
}

/** The same for paper: everything, and no masks. German, as the register stores it. */
export const ownDataOnPaper = (resident: Resident, appState: AppState): Page =>
  page({
    id: 'own-data-paper',
    title: say('ownData.paperTitle'),
    lead: [
      say('ownData.paperLead', { town: appState.config.town.name, day: longDay(appState.now, 'de') }),
      ...asOfLine(resident, 'de'),
    ],
    sections: sectionsOf(resident, appState, 'de'),
    paper: true,
  });
