import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** Transmission blocks (Übermittlungssperren): §§ 36, 42 and 50 BMG. */
export const blocks = defineService({
  id: 'blocks',
  topic: 'living',
  icon: 'shield',
  words: { de, en, ar },
  title: 'offer.blocks.title',
  line: 'offer.blocks.line',
  steps: ['step.choose', 'step.check'],
  card: 'sign-in',
  minutes: 4,
  fees: [],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: {
    kind: 'change',
    path: '/v1/blocks',
    summary: 'Sets and lifts transmission blocks, once per key.',
    next: ['blocks.revoke'],
    reference: 'US',
  },
});
