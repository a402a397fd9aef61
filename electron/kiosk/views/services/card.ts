import { german } from '../../content/wording.ts';
import type { SnapshotFrom } from 'xstate';
import type { conversation, EidTask } from '../../../../state-machines/services/eid.ts';
import type { CardProblem, EidEnd, EidSecret, EidStep } from '../../../../state-machines/services/ports.ts';
import type { Language, Page, Screen, Text, View } from '../../../ipc/view.ts';
import { isoDay, say } from '../../content/wording.ts';
import { ACTION, page } from './page.ts';

const END = { id: 'end', label: say('do.stop'), icon: 'close', tone: 'secondary' } as const;

/** What the visitor sees while the card is read. */
export function presentCard(snapshot: SnapshotFrom<typeof conversation>, language: Language): Screen {
  const { step, task, optional, lastTryTaken, asksAboutPin, outcome } = snapshot.context;
  if (snapshot.matches('taking')) {
    const calling = snapshot.matches({ taking: 'calling' });
    // Why it ended stands here already, for a visitor who reads only this screen.
    const why =
      outcome !== null && !outcome.ok && outcome.failure !== 'cancelled' ? [say(FAILURE[outcome.failure].title)] : [];
    return page({
      id: 'take-card',
      back: false,
      tone: calling ? 'warning' : outcome?.ok === true ? 'success' : 'info',
      picture: 'card',
      title: say(calling ? 'eid.forgotten' : 'eid.take'),
      lead: [...why, say(calling ? 'eid.forgottenBody' : 'eid.takeBody')],
    });
  }
  switch (step.step) {
    case 'connecting':
      return {
        kind: 'waiting',
        title: say('eid.connecting'),
        // Nothing is read where only the PIN is changed.
        ...(task.kind === 'sign-in' ? { body: say('eid.connectingBody') } : {}),
        slow: false,
        cancel: true,
        picture: 'card',
      };
    case 'working':
      return {
        kind: 'waiting',
        title: say(task.kind === 'sign-in' ? 'eid.reading' : 'eid.writing'),
        body: say('eid.keepThere'),
        slow: false,
        cancel: false,
        picture: 'card',
      };
    case 'consent':
      return consent(step, optional, language);
    case 'card':
      return page({
        id: `card-${step.problem ?? 'none'}`,
        tone: step.problem === null ? 'plain' : 'warning',
        picture: 'card',
        title: say(CARD[step.problem ?? 'none'].title),
        lead: CARD[step.problem ?? 'none'].body.map((key) => say(key)),
        actions: [END],
      });
    // The access number on the card may be tried as often as one likes: only before the PIN itself is there anything to
    // warn of.
    case 'secret':
      if (asksAboutPin) return aboutPin();
      return step.lastTry && step.secret !== 'can' && !lastTryTaken ? lastTry() : secret(step, task);
  }
}

const STATIONS = ['signIn.consent', 'signIn.card', 'signIn.pin', 'signIn.done'] as const;
const AT: Readonly<Record<EidStep['step'], number>> = { connecting: 0, consent: 0, card: 1, secret: 2, working: 3 };

/** How far signing in has come: the same four stations from the consent to the end. */
export function signInStations(snapshot: SnapshotFrom<typeof conversation>): NonNullable<View['stations']> {
  const { step, outcome } = snapshot.context;
  const taken = snapshot.matches('taking') && outcome?.ok === true;
  return { names: STATIONS.map((name) => say(name)), now: taken ? AT.working : AT[step.step] };
}

type Key = Parameters<typeof say>[0];
const CARD: Record<CardProblem | 'none', { title: Key; body: Key[] }> = {
  none: { title: 'eid.lay', body: ['eid.layBody'] },
  removed: { title: 'eid.removed', body: ['eid.removedBody'] },
  'unknown-card': { title: 'eid.unknownCard', body: ['eid.unknownCardBody'] },
  deactivated: { title: 'eid.deactivated', body: ['eid.deactivatedBody', 'eid.takeOut'] },
  inoperative: { title: 'eid.inoperative', body: ['eid.inoperativeBody', 'eid.takeOut'] },
  position: { title: 'eid.position', body: ['eid.positionBody'] },
  'no-reader': { title: 'eid.noReader', body: ['eid.noReaderBody'] },
};

const RIGHT: Record<string, Key> = {
  Address: 'right.address',
  BirthName: 'right.birthName',
  FamilyName: 'right.familyName',
  GivenNames: 'right.givenNames',
  PlaceOfBirth: 'right.placeOfBirth',
  DateOfBirth: 'right.dateOfBirth',
  DoctoralDegree: 'right.doctoralDegree',
  ArtisticName: 'right.artisticName',
  Pseudonym: 'right.pseudonym',
  ValidUntil: 'right.validUntil',
  Nationality: 'right.nationality',
  IssuingCountry: 'right.issuingCountry',
  DocumentType: 'right.documentType',
  CommunityID: 'right.communityId',
  AddressVerification: 'right.addressVerification',
  AgeVerification: 'right.ageVerification',
};
/** One that we do not know is shown by its own name: nothing is read that was not shown. */
const right = (name: string) => {
  const key = RIGHT[name];
  return key === undefined ? german(name) : say(key);
};

/** § 18 (4) PAuswG: who reads what, and what for, before anything is read. */
function consent(
  { provider, required, optional, transactionInfo }: Extract<EidStep, { step: 'consent' }>,
  chosen: readonly string[],
  language: Language,
): Page {
  return page({
    id: 'consent',
    title: say('consent.title'),
    lead: [say('consent.lead')],
    factsFirst: true,
    pick: 'many',
    sections: [
      {
        rows: [
          { label: say('consent.who'), value: [german(provider.subjectName)] },
          {
            label: say('consent.why'),
            value: [
              german(provider.purpose),
              ...(transactionInfo === null || transactionInfo === '' || transactionInfo === provider.purpose
                ? []
                : [german(transactionInfo)]),
            ],
          },
          { label: say('consent.what'), value: required.map(right) },
          {
            label: say('consent.authority'),
            value: [
              say('consent.valid', {
                from: isoDay(provider.effectiveDate, language),
                to: isoDay(provider.expirationDate, language),
              }),
            ],
          },
          { label: say('consent.takes'), value: [say('consent.takesBody')] },
        ],
      },
      {
        title: say('consent.more'),
        folded: true,
        rows: [
          { label: say('consent.address'), value: [german(provider.subjectUrl)] },
          {
            label: say('consent.issuer'),
            value: [german(provider.issuerName)],
          },
          {
            label: say('consent.terms'),
            value: provider.termsOfUsage
              .split(/\r?\n/)
              .map((line) => line.trim())
              .filter((line) => line !== '')
              .map(german),
          },
        ],
      },
    ],
    choices: optional.map((name) => ({
      id: name,
      title: right(name),
      line: say('consent.optional'),
      state: chosen.includes(name) ? ('on' as const) : ('off' as const),
    })),
    actions: [END, { id: 'accept', label: say('consent.accept'), icon: 'check', tone: 'primary' }],
  });
}

/** What whoever cannot type the PIN does next. The card asks on meanwhile: nothing is lost by looking. */
function aboutPin(): Page {
  return page({
    id: 'about-pin',
    tone: 'info',
    picture: 'guide-pin',
    title: say('aboutPin.title'),
    sections: (['fiveDigits', 'forgotten'] as const).map((which) => ({
      title: say(`aboutPin.${which}.title`),
      rows: [
        { label: say('aboutPin.what'), value: [say(`aboutPin.${which}.body`)] },
        { label: say('aboutPin.next'), value: [say(`aboutPin.${which}.next`)] },
      ],
    })),
    actions: [END, { id: 'to-pin', label: say('aboutPin.back'), icon: 'back', tone: 'primary' }],
  });
}

/** Blocking a card is a real harm: never without having been asked. */
function lastTry(): Page {
  return page({
    id: 'last-try',
    tone: 'warning',
    picture: 'guide-pin',
    title: say('lastTry.title'),
    lead: [say('lastTry.body'), say('lastTry.other')],
    actions: [END, { id: 'last-try', label: say('lastTry.go'), icon: 'next', tone: 'primary' }],
  });
}

const DIGITS: Record<EidSecret, number> = {
  pin: 6,
  'transport-pin': 5,
  'new-pin': 6,
  'repeat-new-pin': 6,
  can: 6,
  puk: 10,
};

function secret(step: Extract<EidStep, { step: 'secret' }>, task: EidTask): Screen {
  const { secret: kind, keypad, tries, wrong } = step;
  return {
    kind: 'secret',
    secret: kind,
    digits: DIGITS[kind],
    keypad,
    // Who changes the PIN types two: the one that holds comes first.
    title: say(kind === 'pin' && task.kind === 'change-pin' ? 'secret.pin.present' : `secret.${kind}.title`),
    lead: [
      ...(kind === 'can' && wrong === 'pin' ? [say('secret.can.why')] : []),
      say(`secret.${kind}.body`),
      ...(kind === 'pin' || kind === 'transport-pin' ? triesLeft(tries) : []),
      ...(keypad ? [say('secret.keypad')] : []),
    ],
    // That a PIN was wrong is why the access number is asked, not what is wrong with it.
    ...(wrong === null || (kind === 'can' && wrong === 'pin')
      ? {}
      : {
          problem: say(wrong === 'length' ? 'secret.wrong.length' : `secret.wrong.${wrong}`, { count: DIGITS[kind] }),
        }),
    actions: [
      ...(kind === 'pin' && task.kind === 'sign-in' ? [ABOUT_PIN] : []),
      END,
      ...(keypad ? [{ id: 'to-reader', label: say('secret.toReader'), icon: 'next', tone: 'primary' as const }] : []),
    ],
  };
}

const ABOUT_PIN = { id: 'about-pin', label: say('aboutPin.ask'), icon: 'help', tone: 'secondary' } as const;

const triesLeft = (tries: number | null): Text[] =>
  tries === null || tries >= 3 ? [] : [say('secret.tries', { count: tries })];

const FAILURE: Record<EidEnd, { title: Key; body: Key[] }> = {
  cancelled: { title: 'eidEnd.cancelled', body: ['eidEnd.nothingHappened'] },
  timeout: { title: 'eidEnd.timeout', body: ['eidEnd.timeoutBody'] },
  'card-removed': { title: 'eidEnd.cardRemoved', body: ['eidEnd.cardRemovedBody'] },
  'card-deactivated': { title: 'eid.deactivated', body: ['eid.deactivatedBody'] },
  'card-inoperative': { title: 'eid.inoperative', body: ['eid.inoperativeBody'] },
  'pin-blocked': { title: 'eidEnd.pinBlocked', body: ['eidEnd.pinBlockedBody'] },
  'card-not-accepted': { title: 'eidEnd.cardNotAccepted', body: ['eidEnd.cardNotAcceptedBody'] },
  'card-error': { title: 'eidEnd.cardError', body: ['eidEnd.cardErrorBody'] },
  'new-pin-refused': { title: 'eidEnd.newPinRefused', body: ['eidEnd.newPinRefusedBody'] },
  network: { title: 'eidEnd.network', body: ['eidEnd.networkBody'] },
  provider: { title: 'eidEnd.provider', body: ['eidEnd.providerBody'] },
  client: { title: 'eidEnd.client', body: ['eidEnd.clientBody'] },
  'client-gone': { title: 'eidEnd.clientGone', body: ['eidEnd.clientGoneBody'] },
  busy: { title: 'eidEnd.busy', body: ['eidEnd.busyBody'] },
};
/** Where another try may help. */
const AGAIN: readonly EidEnd[] = [
  'timeout',
  'card-removed',
  'card-error',
  'new-pin-refused',
  'network',
  'provider',
  'client-gone',
  'busy',
];

/** Why it ended, and what to do. What the AusweisApp calls it is in the log. */
export function eidFailed(failure: EidEnd): Page {
  const { title, body } = FAILURE[failure];
  const again = AGAIN.includes(failure);
  return page({
    id: `eid-${failure}`,
    tone: 'warning',
    picture: 'counter',
    title: say(title),
    lead: [...body.map((key) => say(key)), say('works.counter')],
    actions: [ACTION.home, ACTION.counter, ...(again ? [ACTION.retry] : [])],
  });
}
