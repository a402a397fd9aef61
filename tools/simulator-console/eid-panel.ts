/**
 * The simulated AusweisApp on the simulator console: every card that can be laid on its reader, the reader's keypad,
 * and the app itself.
 */
import { CARD_NAMES, SECRETS, titleOf } from '../../devices/eid/simulator/cards.ts';
import type { EidSimulator, EidSnapshot } from '../../devices/eid/simulator/simulator.ts';
import { type Panel, panel } from './panel.ts';

const WORKFLOWS = { AUTH: 'Anmeldung', CHANGE_PIN: 'PIN-Änderung' } as const;
const STATES = {
  ACCESS_RIGHTS: 'zeigt, wer was lesen will',
  INSERT_CARD: 'wartet auf eine Karte',
  ENTER_PIN: 'wartet auf die PIN',
  ENTER_NEW_PIN: 'wartet auf die neue PIN',
  ENTER_CAN: 'wartet auf die CAN',
  ENTER_PUK: 'wartet auf die PUK',
  PAUSE: 'Karte liegt schlecht',
} as const;
const TYPING = { PIN: 'die PIN', NEW_PIN: 'die neue PIN', CAN: 'die CAN', PUK: 'die PUK' } as const;

export function eidPanel(eid: EidSimulator): Panel {
  const cards = CARD_NAMES.map((name) => [titleOf(name), () => eid.actions.lay(name)] as const);
  return panel({
    name: 'eid',
    title: 'Ausweisleser und AusweisApp',
    simulator: eid,
    hands: {
      ...Object.fromEntries(cards),
      'Fremde Karte': () => eid.actions.lay('foreign'),
      'Karte wegnehmen': () => eid.actions.take(),
      'Neue Karten': () => eid.actions.newCards(),
      'Tastatur am Leser': () => eid.actions.keypad(true),
      'Leser ohne Tastatur': () => eid.actions.keypad(false),
      'Richtig tippen': () => eid.actions.typeRight(),
      'Falsch tippen': () => eid.actions.typeWrong(),
      'Abbruch am Leser': () => eid.actions.pressCancel(),
      'Kabel ziehen': () => eid.actions.unplug(),
      'Kabel stecken': () => eid.actions.plugIn(),
      'AusweisApp beenden': () => eid.actions.endApp(),
      'AusweisApp starten': () => eid.actions.startApp(),
    },
    faults: {
      'Karte bricht beim Lesen ab': { kind: 'card-error', at: 'read' },
      'Karte liegt schlecht': { kind: 'bad-position' },
      'Karte ist langsam': { kind: 'slow', ms: 10_000 },
      'Anbieter nicht erreichbar': { kind: 'no-network' },
      'Zertifikat ungültig': { kind: 'bad-certificate' },
      'App stürzt ab': { kind: 'gone' },
      'Verbindung bricht ab': { kind: 'cut' },
      'App antwortet nicht': { kind: 'silent' },
      'App antwortet Unsinn': { kind: 'garbage' },
      'App ist belegt': { kind: 'occupied' },
    },
    facts: () => facts(eid.snapshot()),
    mend: () => eid.actions.plugIn(),
  });
}

function facts({ running, reader, keypad, card, tries, workflow, state, typing }: EidSnapshot): string[] {
  const lies =
    card === null
      ? 'keine Karte'
      : card === 'foreign'
        ? 'eine fremde Karte'
        : card === 'other'
          ? 'eine mitgebrachte Karte'
          : titleOf(card);
  return [
    running ? 'AusweisApp läuft' : 'AusweisApp läuft nicht',
    reader ? `Leser ${keypad ? 'mit' : 'ohne'} Tastatur: ${lies}` : 'kein Leser',
    ...(tries === null ? [] : [`PIN-Versuche: ${tries}`]),
    ...(workflow === null
      ? []
      : [
          `${WORKFLOWS[workflow]}: ${typing === null ? (state === null ? 'arbeitet' : STATES[state]) : `am Leser ${TYPING[typing]} tippen`}`,
        ]),
    `Zum Tippen: PIN ${SECRETS.pin}, CAN ${SECRETS.can}, PUK ${SECRETS.puk}`,
  ];
}
