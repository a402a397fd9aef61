/** Workflows of the real AusweisApp2 with the reader and card that it simulates by itself. */
import type { AusweisApp, SdkMessage } from '../../harness/ausweisapp.ts';
import { cardFiles } from './card/files.ts';
import type { Person } from './card/files.ts';

/**
 * The key of the simulated chip, built into the AusweisApp2 1.26.2; a card of our own must name it, for the chip uses
 * no other.
 */
const SIMULATED_CHIP = {
  id: 0x29,
  point: Buffer.from(
    '0419d4b7447788b0e1993db35500999627e739a4e5e35f02d8fb07d6122e76567f17758d7a3aa6943ef23e5e2909b3e8b31bfaa4544c2cbf1fb487f31ff239c8f8',
    'hex',
  ),
};

/** SET_CARD with a person's files; they replace all files of the simulated card. */
export function setCard(person?: Person): Readonly<Record<string, unknown>> {
  const hex = (value: number, bytes: number): string => value.toString(16).padStart(2 * bytes, '0');
  const files =
    person &&
    cardFiles(person, SIMULATED_CHIP).map(({ id, shortId, content }) => ({
      fileId: hex(id, 2),
      shortFileId: hex(shortId, 1),
      content: content.toString('hex'),
    }));
  return { cmd: 'SET_CARD', name: 'Simulator', ...(files === undefined ? {} : { simulator: { files } }) };
}

/** The reader is set up some time after the start, and sometimes without a message that it is. */
async function simulatedReader(app: AusweisApp): Promise<void> {
  for (;;) {
    app.send({ cmd: 'GET_READER', name: 'Simulator' });
    const { insertable } = await app.next('READER', ({ name }) => name === 'Simulator');
    if (insertable === true) return;
  }
}

/** More tries than the race below was ever seen to win in a row. */
const TRIES = 8;

/**
 * Runs `begin`, which leads to INSERT_CARD, and lays the simulated card on until the PIN is asked. In 1.26.2 the
 * workflow may connect to the card while the reader's own thread still holds it from recognising it; the workflow then
 * ends with `unknownError` before anything was read. That is the one ending after which it is begun anew.
 */
export async function toSimulatedPin(
  app: AusweisApp,
  begin: () => Promise<void>,
  person?: Person,
): Promise<SdkMessage> {
  for (let time = 0; time < TRIES; time++) {
    await begin();
    await simulatedReader(app);
    app.send(setCard(person));
    const message = await app.either('ENTER_PIN', 'AUTH', 'CHANGE_PIN');
    if (message.msg === 'ENTER_PIN') return message;
    const { minor } = (message['result'] ?? {}) as { minor?: string };
    if (message.msg === 'AUTH' && minor?.endsWith('/al/common#unknownError') !== true)
      throw new Error(`the workflow ended with ${minor}`);
  }
  throw new Error('the simulated card was never connected');
}
