/** The machines of the services, with what the terminal has: card, register, payment, printers. */
import { fromCallback, fromPromise } from 'xstate';
import type { Clock } from '../../../base/clock.ts';
import type { EidReaderHandle } from '../../../devices/eid/handle.ts';
import { conversation, type EidTask } from '../../../state-machines/services/eid.ts';
import type { handOver } from '../../../state-machines/parts/hand-over.ts';
import { identify } from '../../../state-machines/services/identify.ts';
import { order } from '../../../state-machines/services/order.ts';
import type { PrintOutcome, SlipSubject } from '../../../state-machines/ports.ts';
import type {
  Answer,
  Change,
  DoneItem,
  DownloadLink,
  EidCommand,
  EidEvent,
  FeedbackDraft,
  FeedbackOutcome,
  Issued,
  IssueOutcome,
  LinkState,
  OrderSpec,
  PayOutcome,
  PickUp,
  PrintedOutcome,
  Receipt,
  Resident,
  SignInOutcome,
} from '../../../state-machines/services/ports.ts';
import { services } from '../../../state-machines/services/session.ts';
import { machinesWith, type ServicePorts } from '../../../services/machines.ts';
import type { Log } from '../log/log.ts';
import { type CardCall, createProtocol, removed } from '../eid/card-session.ts';
import type { Submissions } from './submissions.ts';
import type { Orders } from '../orders/orders.ts';
import type { SignIn } from '../eid/sign-in.ts';

export interface ProvideDeps {
  readonly signIn: SignIn;
  readonly orders: Orders;
  readonly submissions: Submissions;
  readonly reader: EidReaderHandle | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly handOver: typeof handOver;
  readonly cardCall: CardCall;
  printSlip(subject: SlipSubject, gone?: AbortSignal): Promise<PrintOutcome>;
  printOwnData(resident: Resident): Promise<PrintedOutcome>;
  submitFeedback(draft: FeedbackDraft): Promise<FeedbackOutcome>;
}

type With = { readonly id: string; readonly spec: OrderSpec };

export function provideServices({
  signIn,
  orders,
  submissions,
  reader,
  clock,
  log,
  handOver,
  cardCall,
  printSlip,
  printOwnData,
  submitFeedback,
}: ProvideDeps): typeof services {
  const card = conversation.provide({
    actions: { callForCard: () => cardCall.call() },
    actors: {
      card: fromCallback<EidCommand, EidTask, EidEvent>(({ input, sendBack, receive }) => {
        const running = createProtocol({ reader, signIn, log, clock }, input, sendBack);
        receive((command) => running.answer(command));
        return () => running.stop();
      }),
      removal: fromPromise<void>(({ signal }) => {
        const { gone, stop } = removed(reader);
        signal.addEventListener('abort', stop);
        return gone;
      }),
    },
  });
  const ordering = order.provide({
    actions: { abortPayment: () => orders.abort() },
    actors: {
      intend: fromPromise<string, OrderSpec>(({ input }) => orders.intend(input)),
      pay: fromPromise<PayOutcome, With>(({ input }) => orders.pay(input.id, input.spec.cents)),
      issue: fromPromise<IssueOutcome, With>(({ input }) => orders.issue(input.id, input.spec)),
      refund: fromPromise<boolean, With>(({ input }) => orders.refund(input.id, input.spec.kind)),
      printDocument: fromPromise<PrintedOutcome, { readonly id: string; readonly document: string }>(({ input }) =>
        orders.printForVisit(input.document),
      ),
      link: fromPromise<Answer<DownloadLink>, string>(({ input }) => signIn.ask('downloadLink', { document: input })),
      linkState: fromPromise<Answer<LinkState>, string>(({ input }) => signIn.ask('linkState', { link: input })),
      pickUp: fromPromise<Answer<PickUp>, string>(({ input }) => signIn.ask('pickUp', { document: input })),
      printCode: fromPromise<PrintOutcome, SlipSubject>(({ input, signal }) => printSlip(input, signal)),
      close: fromPromise<DoneItem, With & { readonly issued: Issued }>(({ input }) =>
        orders.close(input.id, input.spec.kind, input.issued),
      ),
    },
  });
  const ports: ServicePorts = {
    conversation: card,
    order: ordering,
    resident: fromPromise<Answer<Resident>>(() => signIn.ask('resident', {})),
    submit: fromPromise<Answer<Receipt>, Change>(({ input }) => submissions.submit(input)),
    printOwnData: fromPromise<PrintedOutcome, Resident>(({ input }) => printOwnData(input)),
    submitFeedback: fromPromise<FeedbackOutcome, FeedbackDraft>(({ input }) => submitFeedback(input)),
  };
  return services.provide({
    actors: {
      handOver,
      identify: identify.provide({
        actors: { conversation: card, outcome: fromPromise<SignInOutcome | 'unreachable'>(() => signIn.outcome()) },
      }),
      ...machinesWith(ports),
    },
  });
}
