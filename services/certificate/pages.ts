import type { SnapshotFrom } from 'xstate';
import {
  ACTION,
  feeText,
  loading,
  paperTrouble,
  presentOrder,
  page,
  say,
  serviceFailed,
  type Language,
  type Page,
  type ServicePage,
  type AppState,
  type Text,
} from '../kit/pages.ts';
import { asOfLine, extendedRow, personRows } from '../kit/person.ts';
import { type certificate, feeOf } from './machine.ts';
import type { ExtendedField } from './order.ts';

type Snapshot = SnapshotFrom<typeof certificate>;

export function presentCertificate(snapshot: Snapshot, appState: AppState, language: Language): ServicePage {
  const { context } = snapshot;
  const { order } = snapshot.children;
  if (order !== undefined) return { screen: presentOrder(order.getSnapshot(), appState, language), step: 4 };
  switch (snapshot.value) {
    case 'failed':
      return { screen: serviceFailed(context.failure) };
    case 'choosingKind':
      return { screen: chooseKind(snapshot, appState, language), step: 1 };
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

function chooseKind({ context: { fees } }: Snapshot, appState: AppState, language: Language): Page {
  return page({
    id: 'certificate-kind',
    title: say('certificate.kind.title'),
    lead: [say('certificate.kind.lead')],
    choices: [
      ...deliveries(fees.simple, appState, language, {
        electronic: say('certificate.simplePhone'),
        printed: say('certificate.simplePaper'),
      }),
      {
        id: 'extended',
        title: say('certificate.extended'),
        line: say('certificate.extendedLine'),
        icon: 'certificate',
        state: 'plain',
      },
    ],
  });
}

/** The two ways to have it; what cannot be printed or paid now says why. */
function deliveries(
  cents: number,
  appState: AppState,
  language: Language,
  titles: { readonly electronic: Text; readonly printed: Text },
): Page['choices'] {
  const trouble = paperTrouble(cents, appState);
  return [
    {
      id: 'electronic',
      title: titles.electronic,
      line: say('certificate.electronicLine'),
      note: say('fee.free'),
      icon: 'smart-phone',
      state: 'plain',
    },
    {
      id: 'printed',
      title: titles.printed,
      line: trouble ?? say('certificate.printedLine'),
      note: feeText(cents, language),
      icon: 'print',
      state: trouble === null ? 'plain' : 'unavailable',
    },
  ];
}

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

const chooseDelivery = ({ context: { fees } }: Snapshot, appState: AppState, language: Language): Page =>
  page({
    id: 'certificate-delivery',
    title: say('certificate.delivery.title'),
    lead: [say('certificate.delivery.lead')],
    choices: deliveries(fees.extended, appState, language, {
      electronic: say('certificate.electronic'),
      printed: say('certificate.printed'),
    }),
  });

function preview(snapshot: Snapshot, appState: AppState, language: Language): Page {
  const { resident, order } = snapshot.context;
  const cents = feeOf(snapshot.context);
  // Printer or terminal may have gone since they were offered.
  const trouble = order.delivery === 'printed' ? paperTrouble(cents, appState) : null;
  return page({
    id: 'certificate-preview',
    tone: trouble === null ? 'plain' : 'warning',
    title: say('certificate.preview.title'),
    lead: [
      say('certificate.preview.lead'),
      ...(resident === null ? [] : asOfLine(resident, language)),
      ...(trouble === null ? [] : [trouble]),
    ],
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
