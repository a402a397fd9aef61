/**
 * The town's own resident system behind the HTTP contract (`register/resident-system/contract.ts`), whichever product
 * it is.
 */
import type { z } from 'zod';
import { err, ok, type Result } from '../../../base/result.ts';
import {
  HEALTH_PATH,
  PROBLEM_TYPE,
  SYSTEM_ROUTES,
  SystemHealth,
  SystemProblem,
  type SystemRoute,
} from '../../resident-system/contract.ts';
import type { Away, ChangeFailure, ResidentSystem, Spoken, Unknown } from '../ports/resident-system.ts';
import type { Line, LineAnswer } from './remote/line.ts';

export interface RemoteOptions {
  /** As the configuration names it: shown to staff. */
  readonly name: string;
  readonly line: Pick<Line, 'ask'>;
  /** What was wrong with it, for the log: nothing of an answer. */
  trouble(code: string): void;
}

type AnswerOf<R extends SystemRoute> = z.output<(typeof SYSTEM_ROUTES)[R]['answer']>;
type RequestOf<R extends SystemRoute> = z.input<(typeof SYSTEM_ROUTES)[R]['request']>;

export function createRemoteResidents({ name, line, trouble }: RemoteOptions): ResidentSystem {
  const spoken: Spoken = { source: name, asOf: null };
  const unavailable = (code: string): Result<never, Away> => {
    trouble(code);
    return err({ kind: 'unavailable' });
  };

  async function exchange<S extends z.ZodType>(
    path: string,
    body: unknown,
    schema: S,
  ): Promise<Result<z.output<S>, ChangeFailure>> {
    const answer = await line.ask(path, body);
    if (!answer.ok) return unavailable(answer.error);
    if (answer.value.status !== 200) return failureOf(answer.value) ?? unavailable(`status-${answer.value.status}`);
    const read = schema.safeParse(jsonOf(answer.value));
    return read.success ? ok(read.data) : unavailable('answer');
  }
  async function ask<R extends SystemRoute>(route: R, body: RequestOf<R>): Promise<Result<AnswerOf<R>, ChangeFailure>> {
    const { path, request, answer } = SYSTEM_ROUTES[route];
    const given = request.safeParse(body);
    // What does not fit the contract is nothing that the other side could know.
    if (!given.success) return err({ kind: 'unknown-resident' });
    return (await exchange(path, given.data, answer)) as Result<AnswerOf<R>, ChangeFailure>;
  }
  /** Failures that a question cannot have are none of the contract's answers. */
  const known = <T>(answer: Result<T, ChangeFailure>): Result<T, Away | Unknown> => {
    if (answer.ok) return answer;
    const { error } = answer;
    return error.kind === 'changed-meanwhile' || error.kind === 'key-reused' || error.kind === 'refused'
      ? unavailable(`answer-${error.kind}`)
      : err(error);
  };
  const away = <T>(answer: Result<T, ChangeFailure>): Result<T, Away> => {
    const read = known(answer);
    if (read.ok) return read;
    return read.error.kind === 'unknown-resident' ? unavailable('answer-unknown-resident') : err(read.error);
  };
  const said = <T extends object, E>(answer: Result<T, E>): Result<T & { readonly spoken: Spoken }, E> =>
    answer.ok ? ok({ ...answer.value, spoken }) : answer;

  return {
    candidates: async (search) => said(away(await ask('candidates', search))),
    resident: async (id, purpose) => said(known(await ask('resident', { id, purpose }))),
    family: async (id) => said(known(await ask('family', { id }))),
    change: (request) => ask('change', request),
    async documentStatus(type, number) {
      const fits = SYSTEM_ROUTES.documentStatus.request.safeParse({ type, number });
      if (!fits.success) return ok({ stage: 'unknown' });
      return away(await ask('documentStatus', fits.data));
    },
    async health() {
      const answer = away(await exchange(HEALTH_PATH, undefined, SystemHealth));
      return answer.ok ? ok({ ...spoken, takesChanges: true, product: answer.value.product }) : answer;
    },
  };
}

function jsonOf({ text, type }: LineAnswer): unknown {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    return undefined;
  }
}

/** Undefined: no problem of the contract. */
function failureOf(answer: LineAnswer): Result<never, ChangeFailure> | undefined {
  const problem = SystemProblem.safeParse(jsonOf(answer));
  if (!problem.success || !problem.data.type.startsWith(PROBLEM_TYPE)) return undefined;
  const { type, until, reason } = problem.data;
  switch (type.slice(PROBLEM_TYPE.length)) {
    case 'unavailable':
      return err({ kind: 'unavailable' });
    case 'maintenance':
      return err(until === undefined ? { kind: 'unavailable' } : { kind: 'maintenance', until });
    case 'unknown-resident':
      return err({ kind: 'unknown-resident' });
    case 'changed-meanwhile':
      return err({ kind: 'changed-meanwhile' });
    case 'key-reused':
      return err({ kind: 'key-reused' });
    case 'refused':
      return reason === undefined ? undefined : err({ kind: 'refused', reason });
    default:
      return undefined;
  }
}
