import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** Gives up a secondary home: § 21 (4) BMG. */
export const secondaryHome = defineService({
  id: 'secondary-home',
  topic: 'living',
  icon: 'house',
  words: { de, en, ar },
  title: 'offer.secondaryHome.title',
  line: 'offer.secondaryHome.line',
  steps: ['step.choose', 'step.day', 'step.check'],
  card: 'sign-in',
  minutes: 3,
  fees: [],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: {
    kind: 'change',
    path: '/v1/secondary-homes',
    summary: 'Gives up a secondary home, once per key.',
    next: ['next.nothing'],
    reference: 'NW',
  },
});
