import type { SnapshotFrom } from 'xstate';
import type { Path } from '../../test/harness/paths.ts';
import { plain, ids, done, failed, snapshot, inServices, walk, ENDS } from '../../test/harness/walk.ts';
import { conforms } from '../kit/conforms.ts';
import { changePin } from './machine.ts';
import { changePin as description } from './service.ts';

function walks(): readonly Path[] {
  return walk({
    name: 'changePin',
    screens: {
      choosing: ['change-pin'],
      counter: ['counter'],
      card: ['waiting eid.connecting'],
      failed: ENDS.filter((end) => end !== 'cancelled').map((end) => `eid-${end}`),
      changed: ['pin-changed'],
    },
    exploration: {
      machine: changePin,
      input: undefined,
      events: [
        ...ids('choose', 'transport', 'own'),
        ...ids('act', 'counter', 'accept'),
        ...plain('back', 'home', 'done', 'retry'),
        snapshot('conversation'),
        failed('conversation'),
        done('conversation', { ok: true }),
        ...ENDS.map((failure) => done('conversation', { ok: false, failure, code: null })),
      ],
      abstract: ({ transport, ended, outcome }: SnapshotFrom<typeof changePin>['context'], value: unknown) => [
        transport,
        value === 'failed' ? ended : null,
        outcome,
      ],
      view: (of) => inServices('changePin', of, 'change-pin'),
    },
  });
}

conforms(description, {
  walks,
});
