import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** The certificate of conduct: § 30 BZRG; its fee, annex to § 4 (1) JVKostG, number 1130. */
export const criminalRecord = defineService({
  id: 'criminal-record',
  topic: 'papers',
  icon: 'certificate',
  words: { de, en, ar },
  title: 'offer.criminalRecord.title',
  line: 'offer.criminalRecord.line',
  steps: ['step.kind', 'step.check', 'step.pay'],
  card: 'sign-in',
  minutes: 5,
  fees: [{ id: 'criminal-record', cents: 1300 }],
  charges: 'all',
  refund: 'when-void',
  flow: 'own',
  follows: {
    kind: 'case',
    path: '/v1/criminal-records',
    summary: 'Hands an application for a certificate of conduct to the Bundesamt für Justiz, once per key.',
    reference: 'FZ',
    next: ['record.next'],
    done: { title: 'record.done' },
  },
});
