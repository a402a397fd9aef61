import type { ProblemName, Refusal } from '../../resident-system/contract.ts';

/** Ends a request with a problem of the contract; a change that was begun is taken back. */
export class ContractProblem extends Error {
  readonly problem: ProblemName;
  readonly reason: Refusal | undefined;
  constructor(problem: ProblemName, reason?: Refusal) {
    super(problem);
    this.problem = problem;
    this.reason = reason;
  }
}

export const refuse = (reason: Refusal): never => {
  throw new ContractProblem('refused', reason);
};
