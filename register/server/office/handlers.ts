/** What the page asks of help calls and terminals. */
import { HttpProblem } from '../http/problems.ts';
import { CODE_MINUTES, issueCode } from '../terminals/enrolment.ts';
import { giveOrder } from '../terminals/orders.ts';
import { answerCall, goingCalls } from './help.ts';
import { signedIn } from './accounts/own-account.ts';
import type { OfficeHandlers } from './listener.ts';
import type { TerminalsView } from './terminals.ts';

export type DeskHandlers = Pick<
  OfficeHandlers,
  'helpCalls' | 'answerHelp' | 'terminals' | 'orderTerminal' | 'enrolTerminal' | 'revokeTerminal'
>;

const NOT_FOUND = new HttpProblem({ code: 'not-found' });

export function deskHandlers({ db, clock, terminals, list, one: find }: TerminalsView): DeskHandlers {
  const known = async (id: string) => {
    const one = await find(id);
    if (one === null) throw NOT_FOUND;
    return one;
  };
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
