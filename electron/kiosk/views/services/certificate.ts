import { german } from '../../content/wording.ts';
import { feeText } from '../../content/money.ts';
import type { SnapshotFrom } from 'xstate';
import type { ExtendedField, Resident } from '../../../../register/contract/contract.ts';
import { type certificate, feeOf } from '../../../../state-machines/services/certificate.ts';
import { works } from '../../../../devices/driver/status.ts';
import type { Language, Page, Said, Screen, Text } from '../../../ipc/view.ts';
import { isoDay, say } from '../../content/wording.ts';
import { factsOf, type AppState } from '../../app-state.ts';
import { failureText, presentOrder } from './order.ts';
import { ACTION, page } from './page.ts';

type Snapshot = SnapshotFrom<typeof certificate>;

export function presentCertificate(
  snapshot: Snapshot,
  appState: AppState,
  language: Language,
): { screen: Screen; step?: number } {
  const { context } = snapshot;
  const { order } = snapshot.children;
  if (order !== undefined) return { screen: presentOrder(order.getSnapshot(), appState, language), step: 4 };
  switch (snapshot.value) {
    case 'failed':
      return { screen: serviceFailed(context.failure) };
    case 'choosingKind':
      return { screen: chooseKind(), step: 1 };
    case 'choosingFields':
      return { screen: chooseFields(context.order.fields), step: 1 };
    case 'choosingDelivery':
      return { screen: chooseDelivery(snapshot, appState, language), step: 2 };
    case 'preview':
      return { screen: preview(snapshot, appState, language), step: 3 };
    default:
      return { screen: loading() };
  }
}

export const loading = (): Screen => ({
  kind: 'waiting',
  title: say('service.loading'),
  slow: false,
  cancel: false,
  picture: 'register',
});
export const serviceFailed = (failure: Parameters<typeof failureText>[0]): Page =>
  page({
    id: 'service-failed',
    tone: 'warning',
    picture: failure === 'signed-out' ? 'card' : 'register',
    title: say(failure === 'signed-out' ? 'service.failed.signedOutTitle' : 'service.failed.title'),
    lead: [failureText(failure), say('works.counter')],
    actions:
      failure === 'signed-out' ? [{ ...ACTION.done, label: say('identify.start') }] : [ACTION.home, ACTION.retry],
  });

const chooseKind = (): Page =>
  page({
    id: 'certificate-kind',
    title: say('certificate.kind.title'),
    lead: [say('certificate.kind.lead')],
    choices: [
      {
        id: 'simple',
        title: say('certificate.simple'),
        line: say('certificate.simpleLine'),
        icon: 'document',
        state: 'plain',
      },
      {
        id: 'extended',
        title: say('certificate.extended'),
        line: say('certificate.extendedLine'),
        icon: 'certificate',
        state: 'plain',
      },
    ],
  });

const FIELD: Record<ExtendedField, Parameters<typeof say>[0]> = {
  'birth-name': 'data.birthName',
  'birth-place': 'data.birthPlace',
  nationalities: 'data.nationalities',
  'marital-status': 'data.maritalStatus',
  'move-in-dates': 'data.moveIn',
};

const chooseFields = (chosen: readonly ExtendedField[]): Page =>
  page({
    id: 'certificate-fields',
    title: say('certificate.fields.title'),
    lead: [say('certificate.fields.lead')],
    pick: 'many',
    choices: (Object.keys(FIELD) as ExtendedField[]).map((id) => ({
      id,
      title: say(FIELD[id]),
      state: chosen.includes(id) ? ('on' as const) : ('off' as const),
    })),
    actions: chosen.length === 0 ? [] : [ACTION.next],
  });

/** Why a printed one cannot be had now; null where it can. What cannot be delivered is not begun. */
export function paperTrouble(cents: number, appState: AppState): Text | null {
  const printer = factsOf(appState, 'document-printer');
  if (printer === undefined || !works(printer.status)) return say('certificate.noPrinter');
  return cents > 0 ? paymentTrouble(appState) : null;
}
export function paymentTrouble(appState: AppState): Text | null {
  const terminal = factsOf(appState, 'payment-terminal');
  return terminal === undefined || !works(terminal.status) || !appState.paymentPossible ? say('pay.unavailable') : null;
}

function chooseDelivery({ context }: Snapshot, appState: AppState, language: Language): Page {
  const cents = feeOf({ fees: context.fees, order: { ...context.order, delivery: 'printed' } });
  const trouble = paperTrouble(cents, appState);
  return page({
    id: 'certificate-delivery',
    title: say('certificate.delivery.title'),
    lead: [say('certificate.delivery.lead')],
    choices: [
      {
        id: 'electronic',
        title: say('certificate.electronic'),
        line: say('certificate.electronicLine'),
        note: say('fee.free'),
        icon: 'smart-phone',
        state: 'plain',
      },
      {
        id: 'printed',
        title: say('certificate.printed'),
        line: trouble ?? say('certificate.printedLine'),
        note: feeText(cents, language),
        icon: 'print',
        state: trouble === null ? 'plain' : 'unavailable',
      },
    ],
  });
}

function preview(snapshot: Snapshot, appState: AppState, language: Language): Page {
  const { resident, order } = snapshot.context;
  const cents = feeOf(snapshot.context);
  // Printer or terminal may have gone since they were offered.
  const trouble = order.delivery === 'printed' ? paperTrouble(cents, appState) : null;
  return page({
    id: 'certificate-preview',
    tone: trouble === null ? 'plain' : 'warning',
    title: say('certificate.preview.title'),
    lead: [say('certificate.preview.lead'), ...(trouble === null ? [] : [trouble])],
    sections:
      resident === null
        ? []
        : [
            {
              rows: [
                ...personRows(resident, language),
                ...order.fields.flatMap((field) => extendedRow(resident, field, language)),
              ],
            },
            { rows: [{ label: say('identify.costs'), value: [feeText(cents, language)] }] },
          ],
    actions:
      trouble === null
        ? [{ ...ACTION.confirm, label: cents === 0 ? say('certificate.issue') : say('certificate.payAndIssue') }]
        : [ACTION.home],
  });
}

type Row = Page['sections'][number]['rows'][number];

/** A birth date as far as it is known. */
export function birthDate(date: string, language: Language): Said {
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return say('data.day', { day: isoDay(date, language) });
  const [year = '', month] = date.split('-');
  return say(
    month === undefined ? 'data.yearOnly' : 'data.monthOnly',
    month === undefined ? { year } : { year, month },
  );
}

export const address = (home: Resident['residences'][number]): Said[] => [
  german([home.street, home.houseNumber, home.addition].filter(Boolean).join(' ')),
  german(`${home.postalCode} ${home.city}`),
];

/** § 18 (1) BMG. */
export function personRows(resident: Resident, language: Language): Row[] {
  const given = resident.givenNames.join(' ');
  return [
    { label: say('data.familyName'), value: [german(resident.familyName)] },
    {
      label: say('data.givenNames'),
      value:
        given === ''
          ? [say('data.none')]
          : [
              german(given),
              ...(resident.usualGivenName === null ? [] : [say('data.usual', { name: resident.usualGivenName })]),
            ],
    },
    ...(resident.doctorate === null ? [] : [{ label: say('data.doctorate'), value: [german(resident.doctorate)] }]),
    { label: say('data.birthDate'), value: [birthDate(resident.birthDate, language)] },
    ...resident.residences.map((home): Row => ({
      label: say(home.kind === 'main' ? 'data.mainHome' : 'data.secondaryHome'),
      value: address(home),
    })),
  ];
}

export function extendedRow(resident: Resident, field: ExtendedField, language: Language): Row[] {
  switch (field) {
    case 'birth-name':
      return [
        {
          label: say('data.birthName'),
          value: [resident.birthName === null ? say('data.none') : german(resident.birthName)],
        },
      ];
    case 'birth-place':
      return [
        {
          label: say('data.birthPlace'),
          value: [resident.birthPlace === null ? say('data.unknown') : german(resident.birthPlace)],
        },
      ];
    case 'nationalities':
      return [{ label: say('data.nationalities'), value: resident.nationalities.map(german) }];
    case 'marital-status':
      return [{ label: say('data.maritalStatus'), value: [say(`marital.${resident.maritalStatus}`)] }];
    case 'move-in-dates':
      return resident.residences.map((home) => ({
        label: say(home.kind === 'main' ? 'data.moveInMain' : 'data.moveInSecondary'),
        value: [home.since === null ? say('data.unknown') : say('data.day', { day: isoDay(home.since, language) })],
      }));
  }
}
