/** The terminal's machine with everything that it needs from outside. */
import { noteBug } from '../log/bug.ts';
import { fromCallback, fromPromise } from 'xstate';
import type { DocumentStatusRequest } from '../../../register/contract/contract.ts';
import type { CaseCode } from '../../../state-machines/parts/case-number.ts';
import { caseStatus } from '../../../state-machines/flows/case-status.ts';
import { documentStatus } from '../../../state-machines/flows/document-status.ts';
import { handOver } from '../../../state-machines/parts/hand-over.ts';
import { information } from '../../../state-machines/flows/information.ts';
import { kiosk, type EndOfVisit } from '../../../state-machines/kiosk.ts';
import type {
  CalledHelp,
  CaseOutcome,
  LookUpOutcome,
  Ports,
  PrintOutcome,
  SlipSubject,
} from '../../../state-machines/ports.ts';
import { visit, type VisitEvent } from '../../../state-machines/visit.ts';
import type { Log } from '../log/log.ts';
import type { Services } from '../services/create.ts';

export interface MachineDeps extends Ports {
  readonly services: Services;
  readonly log: Log;
  reconcile(): Promise<void>;
  purge(by: EndOfVisit): Promise<void>;
}

export function terminalMachine({
  services,
  log,
  reconcile,
  purge,
  print,
  lookUp,
  askCase,
  callHelp,
  followHelp,
  endHelp,
}: MachineDeps): typeof kiosk {
  const handOverHere = handOver.provide({
    actors: { print: fromPromise<PrintOutcome, SlipSubject>(({ input, signal }) => print(input, signal)) },
  });
  return kiosk.provide({
    actors: {
      visit: visit.provide({
        actors: {
          information: information.provide({ actors: { handOver: handOverHere } }),
          documentStatus: documentStatus.provide({
            actors: {
              handOver: handOverHere,
              lookUp: fromPromise<LookUpOutcome, DocumentStatusRequest>(({ input }) => lookUp(input)),
            },
          }),
          caseStatus: caseStatus.provide({
            actors: {
              handOver: handOverHere,
              askCase: fromPromise<CaseOutcome, CaseCode>(({ input }) => askCase(input)),
            },
          }),
          services: services.machine(handOverHere),
          callHelp: fromPromise<CalledHelp, string>(async ({ input, signal }) => {
            const called = await callHelp(input);
            // The visit ended meanwhile.
            if (signal.aborted && called.accepted) endHelp(called.key);
            return called;
          }),
          followHelp: fromCallback<VisitEvent, string>(({ input, sendBack }) =>
            followHelp(input, (state) => sendBack({ type: 'help-answer', state })),
          ),
        },
      }),
      reconcile: fromPromise(reconcile),
      purge: fromPromise<void, EndOfVisit>(({ input }) => purge(input)),
    },
    actions: { noteBug: (_, { error }) => noteBug(log, 'visit', error) },
  });
}

/**
 * A kiosk without its machine would show its last View for ever: the whole process ends and is started anew.
 */
export const endOfProcess =
  (log: Log) =>
  (error: unknown): void => {
    noteBug(log, 'kiosk-machine', error);
    setImmediate(() => {
      throw error;
    });
  };
