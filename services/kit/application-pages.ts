import type { SnapshotFrom } from 'xstate';
import type { application } from './application.ts';
import {
  ACTION,
  feeText,
  page,
  paymentTrouble,
  presentOrder,
  say,
  type Language,
  type ServicePage,
  type AppState,
} from './pages.ts';
import { serviceOf } from './services.ts';

export function presentApplication(
  { context: { service, cents }, children: { order } }: SnapshotFrom<typeof application>,
  appState: AppState,
  language: Language,
): ServicePage {
  if (order !== undefined) return { screen: presentOrder(order.getSnapshot(), appState, language), step: 2 };
  const { title, line } = serviceOf(service);
  const trouble = cents > 0 ? paymentTrouble(appState) : null;
  return {
    step: 1,
    screen: page({
      id: `${service}-preview`,
      tone: trouble === null ? 'plain' : 'warning',
      title: say(title),
      lead: [say(line), ...(trouble === null ? [] : [trouble])],
      sections: [{ rows: [{ label: say('identify.costs'), value: [feeText(cents, language)] }] }],
      actions:
        trouble === null
          ? [{ ...ACTION.confirm, label: say(cents === 0 ? 'record.submit' : 'record.payAndSubmit') }]
          : [ACTION.home],
    }),
  };
}
