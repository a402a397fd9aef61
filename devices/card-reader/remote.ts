import { common, type DeviceCalls, type RemoteDevice } from '../client.ts';
import type { CardEvent, CardReaderStatus } from './card-reader.ts';

/** A card reader in another process. A host that ends tells no removal: its status says that it is down. */
export interface RemoteCardReader extends Omit<RemoteDevice<CardReaderStatus>, 'class'> {
  readonly class: 'card-reader';
  onCard(listener: (event: CardEvent) => void): () => void;
}

export function remoteCardReader(device: DeviceCalls): RemoteCardReader {
  return { class: 'card-reader', ...common<CardReaderStatus>(device), onCard: listener => device.onEvent(event => listener(event as CardEvent)) };
}
