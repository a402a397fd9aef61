/** Which secret the AusweisApp asks for, and whether the last one was wrong. */
import type { EidStep, Secret, WrongSecret } from './eid.ts';
import type { Reader, SdkMessageOf, SecretCommand } from './sdk.ts';

export type EnterMessage =
  | SdkMessageOf<'ENTER_PIN'>
  | SdkMessageOf<'ENTER_CAN'>
  | SdkMessageOf<'ENTER_NEW_PIN'>
  | SdkMessageOf<'ENTER_PUK'>;

export interface Asked {
  readonly command: SecretCommand;
  /** By name: the reader on which the card lies. */
  readonly reader: string;
  /** The card's tries when it was asked. */
  readonly counter: number | null;
  readonly wrong: WrongSecret | null;
}

/** A secret that left, and the card's tries then. */
export interface Sent {
  readonly command: SecretCommand;
  readonly counter: number | null;
}

const ANSWERS: Readonly<Record<EnterMessage['msg'], SecretCommand>> = {
  ENTER_PIN: 'SET_PIN',
  ENTER_CAN: 'SET_CAN',
  ENTER_NEW_PIN: 'SET_NEW_PIN',
  ENTER_PUK: 'SET_PUK',
};

export const askedBy = (message: EnterMessage, sent: Sent | null): Asked => ({
  command: ANSWERS[message.msg],
  reader: message.reader.name,
  counter: message.reader.card?.retryCounter ?? null,
  wrong: wrongSecret(message, sent),
});

export function wrongSecret(message: EnterMessage, sent: Sent | null): WrongSecret | null {
  if (sent === null) return null;
  // "You must provide 6 digits"; the others are about whether there has to be a value at all.
  if (message.error !== undefined) return message.error.includes('digits') ? 'length' : null;
  const counter = message.reader.card?.retryCounter ?? null;
  if (sent.command === 'SET_PIN')
    return sent.counter !== null && counter !== null && counter < sent.counter ? 'pin' : null;
  // Neither is counted on the card; asked again at once, it was wrong.
  if (sent.command === 'SET_CAN') return message.msg === 'ENTER_CAN' ? 'can' : null;
  if (sent.command === 'SET_PUK') return message.msg === 'ENTER_PUK' ? 'puk' : null;
  return null;
}

export function secretStep(
  asked: Asked,
  reader: Reader,
  transport: boolean,
  wrong: WrongSecret | null,
): Extract<EidStep, { step: 'secret' }> {
  const counter = reader.card?.retryCounter ?? asked.counter;
  const secret = ((): Secret => {
    switch (asked.command) {
      case 'SET_PIN':
        return transport ? 'transport-pin' : 'pin';
      case 'SET_CAN':
        return 'can';
      case 'SET_NEW_PIN':
        return 'new-pin';
      case 'SET_PUK':
        return 'puk';
    }
  })();
  const guarded = secret === 'pin' || secret === 'transport-pin' || secret === 'can';
  return {
    step: 'secret',
    secret,
    keypad: reader.keypad,
    tries: guarded ? counter : null,
    wrong,
    lastTry: guarded && counter === 1,
  };
}
