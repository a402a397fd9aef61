/**
 * What the AusweisApp asks of the holder, and which commands and forms belong to it (SDK, SET_PIN, SET_NEW_PIN,
 * SET_CAN, SET_PUK).
 */
export type Secret = 'PIN' | 'NEW_PIN' | 'CAN' | 'PUK';
export type WorkflowKind = 'AUTH' | 'CHANGE_PIN';

export const COMMANDS: Readonly<Record<string, Secret>> = {
  SET_PIN: 'PIN',
  SET_NEW_PIN: 'NEW_PIN',
  SET_CAN: 'CAN',
  SET_PUK: 'PUK',
};

/**
 * What is wrong with the form of a secret; null where nothing is. A transport PIN of five digits can only be changed.
 */
export function formError(secret: Secret, workflow: WorkflowKind, keypad: boolean, value: unknown): string | null {
  if (keypad) return value === undefined ? null : 'Value cannot be defined';
  if (value === undefined) return 'Value cannot be undefined';
  const [form, words] =
    secret === 'PUK'
      ? [/^\d{10}$/, '10']
      : secret === 'PIN' && workflow === 'CHANGE_PIN'
        ? [/^\d{5,6}$/, '5 - 6']
        : [/^\d{6}$/, '6'];
  return typeof value === 'string' && form.test(value) ? null : `You must provide ${words} digits`;
}
