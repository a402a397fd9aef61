import type { SnapshotFrom } from 'xstate';
import { demoTerms } from '../../test/harness/paths.ts';
import type { Path } from '../../test/harness/paths.ts';
import { RESIDENT } from '../../test/harness/services.ts';
import { plain, ids, done, failed, snapshot, refused, inServices, walk, ITEM } from '../../test/harness/walk.ts';
import { conforms } from '../kit/conforms.ts';
import { certificate } from './machine.ts';
import { certificate as description } from './service.ts';

function walks(): readonly Path[] {
  const at = '0.certificate.loading';
  return walk({
    name: 'certificate',
    screens: {
      loading: ['waiting service.loading'],
      failed: ['service-failed'],
      choosingKind: ['certificate-kind'],
      choosingFields: ['certificate-fields'],
      choosingDelivery: ['certificate-delivery'],
      preview: ['certificate-preview'],
      ordering: ['waiting order.issuing'],
    },
    exploration: {
      machine: certificate,
      input: { service: 'certificate', ...demoTerms() },
      events: [
        ...ids(
          'choose',
          'extended',
          'birth-name',
          'birth-place',
          'nationalities',
          'marital-status',
          'move-in-dates',
          'electronic',
          'printed',
        ),
        ...ids('act', 'next', 'confirm', 'pick-up'),
        ...plain('back', 'home', 'done', 'retry', 'print', 'show-qr'),
        done(at, { ok: true, value: RESIDENT }),
        ...refused(at),
        failed(at),
        snapshot('order'),
        done('order', { outcome: 'done', item: ITEM }),
        done('order', { outcome: 'left', item: null }),
        done('order', { outcome: 'signed-out', item: null }),
      ],
      abstract: (
        { failure, order: { kind, fields, delivery }, item, outcome }: SnapshotFrom<typeof certificate>['context'],
        value: unknown,
      ) => [value === 'failed' ? failure : null, kind, fields.length, delivery, item === null, outcome],
      view: (of) => inServices('certificate', of),
    },
  });
}

conforms(description, {
  walks,
  asked: async () => [
    { body: { order: { kind: 'extended', fields: ['birth-name'], delivery: 'printed' } }, due: 1200 },
    { body: { order: { kind: 'simple', fields: [], delivery: 'electronic' } }, due: 0 },
  ],
});
