/**
 * Who acts at the local socket or the office's page, for the entries that are written meanwhile: actions are done far
 * from where a request comes in.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * `operator:` with the name that the operator's list has, or `uid-` and the user id where there is no list; `office:`
 * with the opaque id of an account of the office's page.
 */
export type OperatorActor = `operator:${string}` | `office:${string}`;

const acting = new AsyncLocalStorage<OperatorActor>();

export const actAs = <T>(actor: OperatorActor, action: () => Promise<T>): Promise<T> => acting.run(actor, action);
export const actingOperator = (): OperatorActor | undefined => acting.getStore();
