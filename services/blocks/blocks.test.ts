import type { SnapshotFrom } from 'xstate';
import { demoTerms } from '../../test/harness/paths.ts';
import type { Path } from '../../test/harness/paths.ts';
import { RESIDENT } from '../../test/harness/services.ts';
import { plain, ids, done, failed, refused, inServices, walk } from '../../test/harness/walk.ts';
import { value } from '../../test/unit/register/server/services/town.ts';
import { conforms, type AskedFor } from '../kit/conforms.ts';
import { change } from '../kit/change.ts';
import { blocks as description } from './service.ts';

function walks(): readonly Path[] {
  const [loading, submitting] = ['0.change.loading', '0.change.submitting'] as const;
  return walk({
    name: 'blocks',
    screens: {
      loading: ['waiting service.loading'],
      failed: ['service-failed'],
      choosing: ['blocks'],
      confirming: ['blocks-confirm'],
      submitting: ['waiting order.saving'],
      notDone: ['change-failed'],
      done: ['change-done'],
    },
    exploration: {
      machine: change,
      input: { service: 'blocks', ...demoTerms() },
      events: [
        ...ids('choose', 'second-1', 'main-1', 'parties', 'addresses'),
        ...ids('act', 'next', 'confirm', 'month-earlier', 'month-later'),
        ...plain('back', 'home', 'done', 'retry'),
        done(loading, { ok: true, value: RESIDENT }),
        done(loading, { ok: true, value: { ...RESIDENT, residences: RESIDENT.residences.slice(0, 1) } }),
        ...refused(loading),
        failed(loading),
        done(submitting, {
          ok: true,
          value: { reference: 'NW-2026-000001', acceptedAt: '2026-11-23T10:00:00+01:00' },
        }),
        ...refused(submitting),
        failed(submitting),
      ],
      // Days are one as another but for the ends of what is allowed.
      abstract: (
        { failure, residence, movedOut, wanted, outcome, resident }: SnapshotFrom<typeof change>['context'],
        value: unknown,
      ) => [
        value === 'failed' || value === 'notDone' ? failure : null,
        residence,
        movedOut >= '2026-11-23' ? movedOut : movedOut < '2026-11-09' ? 'late' : 'past',
        [...wanted].sort(),
        outcome,
        resident?.residences.length,
      ],
      view: (of) => inServices('blocks', of, 'blocks'),
    },
  });
}

conforms(description, {
  walks,
  asked: async (town, visit) => {
    const { version } = value(await town.client.call('resident', { visit }));
    const setting = (id: string): AskedFor => ({ body: { version, changes: [{ id, set: true }] }, due: 0 });
    return [setting('parties'), setting('address-books')];
  },
});
