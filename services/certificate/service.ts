import { defineService } from '../kit/define-service.ts';
import ar from './words.ar.json' with { type: 'json' };
import de from './words.de.json' with { type: 'json' };
import en from './words.en.json' with { type: 'json' };

/** The certificate of registration: § 18 BMG. Electronic ones are free, § 18 (3). */
export const certificate = defineService({
  id: 'certificate',
  topic: 'papers',
  icon: 'document',
  words: { de, en, ar },
  title: 'offer.certificate.title',
  line: 'offer.certificate.line',
  steps: ['step.kind', 'step.delivery', 'step.check', 'step.receive'],
  card: 'sign-in',
  minutes: 4,
  fees: [
    { id: 'certificate.simple', cents: 900 },
    { id: 'certificate.extended', cents: 1200 },
  ],
  charges: 'paper',
  refund: 'at-once',
  flow: 'own',
  follows: {
    kind: 'document',
    path: '/v1/certificates',
    summary: 'Issues a certificate of registration, once per key.',
    next: ['certificate.next', 'order.genuine'],
    reference: 'MB',
  },
});
