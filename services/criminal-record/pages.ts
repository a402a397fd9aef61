import type { SnapshotFrom } from 'xstate';
import {
  ACTION,
  feeText,
  german,
  page,
  paymentTrouble,
  presentOrder,
  say,
  type Language,
  type Page,
  type Screen,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';
import { type criminalRecord, fieldOf, isComplete, orderOf } from './machine.ts';

type Snapshot = SnapshotFrom<typeof criminalRecord>;

export function presentCriminalRecord(snapshot: Snapshot, appState: AppState, language: Language): ServicePage {
  const { context } = snapshot;
  const { order } = snapshot.children;
  if (order !== undefined) return { screen: presentOrder(order.getSnapshot(), appState, language), step: 3 };
  switch (snapshot.value) {
    case 'typing':
      return { screen: entry(context), step: 1 };
    case 'preview':
      return { screen: preview(context, appState, language), step: 2 };
    default:
      return { screen: chooseType(), step: 1 };
  }
}

const TYPES = ['N', 'O', 'P'] as const;

const chooseType = (): Page =>
  page({
    id: 'record-type',
    title: say('record.type.title'),
    lead: [say('record.type.lead'), say('record.type.extended')],
    choices: TYPES.map((id) => ({
      id,
      title: say(`record.type.${id}`),
      line: say(`record.type.${id}Line`),
      icon: 'certificate',
      state: 'plain' as const,
    })),
  });

type Context = Snapshot['context'];

function entry(context: Context): Screen {
  const field = fieldOf(context);
  return {
    kind: 'entry',
    id: `record-${field}`,
    title: say(`record.field.${field}.title`),
    lead: [say(`record.field.${field}.lead`)],
    label: say(`record.field.${field}.label`),
    value: context.typed[field],
    layout: field === 'postalCode' ? 'digits' : 'letters',
    complete: isComplete(context),
    ...(context.problem
      ? { problem: say(field === 'postalCode' ? 'record.field.postalCode.problem' : 'record.field.problem') }
      : {}),
  };
}

function preview(context: Context, appState: AppState, language: Language): Page {
  const order = orderOf(context);
  const trouble = context.cents > 0 ? paymentTrouble(appState) : null;
  return page({
    id: 'record-preview',
    tone: trouble === null ? 'plain' : 'warning',
    title: say('record.preview'),
    lead: [say('record.previewLead'), ...(trouble === null ? [] : [trouble])],
    sections: [
      {
        rows: [
          { label: say('record.typeLabel'), value: [say(`record.type.${order.type}`)] },
          ...(order.type === 'N'
            ? [{ label: say('record.sentTo'), value: [say('record.sentToYou')] }]
            : [
                {
                  label: say('record.sentTo'),
                  value: [
                    german(order.authority.name),
                    german(order.authority.street),
                    german(`${order.authority.postalCode} ${order.authority.city}`),
                  ],
                },
                { label: say('record.field.purpose.label'), value: [german(order.purpose)] },
              ]),
          { label: say('identify.costs'), value: [feeText(context.cents, language)] },
        ],
      },
    ],
    actions:
      trouble === null
        ? [{ ...ACTION.confirm, label: say(context.cents === 0 ? 'record.submit' : 'record.payAndSubmit') }]
        : [ACTION.home],
  });
}
