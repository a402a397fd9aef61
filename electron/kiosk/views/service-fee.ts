import { OfferId, type RichText, type ServiceInfo } from '../../../register/contract/contract.ts';
import type { Language, Text } from '../../ipc/view.ts';
import { offerFee } from './services/identify.ts';
import { pick, say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';

/** What a service costs: a sentence, or the town's own words, or both. */
export interface ServiceFee {
  readonly text?: Text;
  readonly words?: { readonly blocks: RichText; readonly language: Language };
}

/** One price for one thing: what the terminal itself asks for it goes before what a page of information says. */
export function serviceFee(service: ServiceInfo, appState: AppState, language: Language): ServiceFee {
  const offer = OfferId.safeParse(service.atTerminal);
  if (offer.success && appState.known?.catalogue.offers.some(({ id }) => id === offer.data) === true)
    return { text: offerFee(offer.data, appState, language) };
  const words = service.fee.text === undefined ? undefined : pick(service.fee.text, language);
  return {
    ...(service.fee.kind === 'free'
      ? { text: say('fee.free') }
      : words === undefined
        ? { text: say('fee.unknown') }
        : {}),
    ...(words === undefined ? {} : { words: { blocks: words.value, language: words.language } }),
  };
}
