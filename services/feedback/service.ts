import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** Praise, criticism, ideas. Asks for no name and needs no card. */
export const feedback = defineService({
  id: 'feedback',
  topic: 'town',
  icon: 'feedback',
  words: { de, en, ar },
  title: 'tile.feedback.title',
  line: 'tile.feedback.line',
  steps: ['step.choose', 'step.write', 'step.reply', 'step.check'],
  card: 'none',
  minutes: 4,
  fees: [],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: { kind: 'message' },
});
