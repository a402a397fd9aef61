/**
 * Who acts at the local socket, for the entries that are written meanwhile: actions are done far from where a request
 * comes in.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** `operator:` with the name that the operator's list has, or `uid-` and the user id where there is no list. */
export type OperatorActor = `operator:${string}`;

const acting = new AsyncLocalStorage<OperatorActor>();

export const actAs = <T>(actor: OperatorActor, action: () => Promise<T>): Promise<T> => acting.run(actor, action);
export const actingOperator = (): OperatorActor | undefined => acting.getStore();
