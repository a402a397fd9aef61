/** What the page asks of help calls and terminals. */
import { HttpProblem } from '../http/problems.ts';
import { CODE_MINUTES, issueCode } from '../terminals/enrolment.ts';
import { giveOrder } from '../terminals/orders.ts';
import { signedReport } from '../terminals/readiness.ts';
import { answerCall, goingCalls } from './help.ts';
import { signedIn } from './accounts/own-account.ts';
import type { OfficeHandlers } from './listener.ts';
import type { TerminalsView } from './terminals.ts';

export type DeskHandlers = Pick<
  OfficeHandlers,
  | 'helpCalls'
  | 'answerHelp'
  | 'terminals'
  | 'orderTerminal'
  | 'terminalReports'
  | 'reportFile'
  | 'terminalHistory'
  | 'enrolTerminal'
  | 'revokeTerminal'
>;

const NOT_FOUND = new HttpProblem({ code: 'not-found' });

/** Throws the problem where there is nothing. */
async function found<T>(looked: Promise<T | null>): Promise<T> {
  const one = await looked;
  if (one === null) throw NOT_FOUND;
  return one;
}

export function deskHandlers(view: TerminalsView): DeskHandlers {
  const { db, clock, terminals, list } = view;

  const known = (id: string) => found(view.one(id));
  return {
    helpCalls: () => goingCalls(db, clock),
    async answerHelp({ key, answer }, caller) {
      const call = await answerCall(db, clock, { key, answer, by: signedIn(caller).account.id });
      if (!call.ok) throw NOT_FOUND;
      return call.value;
    },
    terminals: list,
    async orderTerminal({ id, order }, caller) {
      await known(id);
      await giveOrder(db, clock, { terminal: id, order, by: signedIn(caller).account.id });
      return known(id);
    },
    terminalReports: ({ id }) => found(view.reports(id)),
    reportFile: ({ order }) => found(signedReport(db, Number(order))),
    terminalHistory: (asked) => found(view.history(asked)),
    async enrolTerminal({ name, place }) {
      const { code, expiresAt } = await issueCode(db, clock, name, CODE_MINUTES.usual, { place });
      return { name, code, expiresAt };
    },
    async revokeTerminal({ id }) {
      const { name } = await known(id);
      await terminals.revoke(name);
      return known(id);
    },
  };
}
