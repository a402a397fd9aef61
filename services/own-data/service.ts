import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** What the register has of the visitor: § 10 BMG, Art. 15 GDPR. */
export const ownData = defineService({
  id: 'own-data',
  topic: 'papers',
  icon: 'person',
  words: { de, en, ar },
  title: 'offer.ownData.title',
  line: 'offer.ownData.line',
  steps: [],
  card: 'sign-in',
  minutes: 3,
  fees: [],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: { kind: 'nothing' },
});
