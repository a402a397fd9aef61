/** What the page asks of help calls and terminals. */
import { HttpProblem } from '../http/problems.ts';
import { CODE_MINUTES, issueCode } from '../terminals/enrolment.ts';
import { giveOrder } from '../terminals/orders.ts';
import { answerCall, goingCalls } from './help.ts';
import type { Caller, OfficeHandlers } from './listener.ts';
import { listTerminals, oneTerminal, type TerminalsViewDeps } from './terminals.ts';

export type DeskHandlers = Pick<
  OfficeHandlers,
  'helpCalls' | 'answerHelp' | 'terminals' | 'orderTerminal' | 'enrolTerminal' | 'revokeTerminal'
>;

const NOT_FOUND = new HttpProblem({ code: 'not-found' });
const idOf = ({ session }: Caller): string => {
  if (session === null) throw new HttpProblem({ code: 'signed-out' });
  return session.account.id;
};

export function deskHandlers(deps: TerminalsViewDeps): DeskHandlers {
  const { db, clock, terminals } = deps;
  const known = async (id: string) => {
    const one = await oneTerminal(deps, id);
    if (one === null) throw NOT_FOUND;
    return one;
  };
  return {
    helpCalls: () => goingCalls(db, clock),
    async answerHelp({ key, answer }, caller) {
      const call = await answerCall(db, clock, { key, answer, by: idOf(caller) });
      if (!call.ok) throw NOT_FOUND;
      return call.value;
    },
    terminals: () => listTerminals(deps),
    async orderTerminal({ id, order }, caller) {
      await known(id);
      await giveOrder(db, clock, { terminal: id, order, by: idOf(caller) });
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
