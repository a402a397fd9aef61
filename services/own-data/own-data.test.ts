import { expect } from 'vitest';
import type { SnapshotFrom } from 'xstate';
import type { Path } from '../../test/harness/paths.ts';
import { RESIDENT } from '../../test/harness/services.ts';
import { plain, ids, done, failed, refused, inServices, walk } from '../../test/harness/walk.ts';
import { conforms } from '../kit/conforms.ts';
import { ownData } from './machine.ts';
import { ownData as description } from './service.ts';

function walks(): readonly Path[] {
  const [loading, printing] = ['0.ownData.loading', '0.ownData.printing'] as const;
  const paths = walk({
    name: 'ownData',
    screens: {
      loading: ['waiting service.loading'],
      failed: ['service-failed'],
      looking: ['own-data'],
      printing: ['waiting order.printing'],
      printed: ['own-printed'],
      notPrinted: ['own-not-printed'],
      printUnclear: ['own-unclear'],
    },
    exploration: {
      machine: ownData,
      input: undefined,
      events: [
        ...plain('show', 'hide', 'print', 'back', 'home', 'done', 'retry'),
        ...ids('act', 'x'),
        done(loading, { ok: true, value: RESIDENT }),
        ...refused(loading),
        failed(loading),
        ...['printed', 'uncounted', 'nothing', 'unknown'].map((output) => done(printing, output)),
        failed(printing),
        { type: 'xstate.after.shown.ownData.looking' },
      ],
      abstract: ({ failure, shown, outcome }: SnapshotFrom<typeof ownData>['context'], value: unknown) => [
        value === 'failed' ? failure : null,
        shown,
        outcome,
      ],
      view: (of) => inServices('ownData', of),
    },
  });
  for (const { end, view } of paths)
    if (view !== null)
      expect(JSON.stringify(view.screen).includes(RESIDENT.familyName)).toBe(
        (end.context as { shown: boolean }).shown && end.value === 'looking',
      );
  return paths;
}

conforms(description, {
  walks,
});
