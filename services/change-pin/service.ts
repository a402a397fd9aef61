import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** The transport PIN or the old PIN of the ID card becomes a new one; the register has no part in it. */
export const changePin = defineService({
  id: 'change-pin',
  topic: 'identity',
  icon: 'key',
  words: { de, en, ar },
  title: 'offer.changePin.title',
  line: 'offer.changePin.line',
  steps: [],
  card: 'card-only',
  minutes: 3,
  fees: [],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: { kind: 'nothing' },
});
