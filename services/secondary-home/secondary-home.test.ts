import type { SnapshotFrom } from 'xstate';
import { demoTerms } from '../../test/harness/paths.ts';
import type { Path } from '../../test/harness/paths.ts';
import { RESIDENT } from '../../test/harness/services.ts';
import { plain, ids, done, failed, refused, inServices, walk } from '../../test/harness/walk.ts';
import { value } from '../../test/unit/register/server/services/town.ts';
import { conforms, type AskedFor } from '../kit/conforms.ts';
import { change } from '../kit/change.ts';
import { secondaryHome as description } from './service.ts';

function walks(): readonly Path[] {
  const [loading, submitting] = ['0.change.loading', '0.change.submitting'] as const;
  return walk({
    name: 'secondary-home',
    screens: {
      loading: ['waiting service.loading'],
      failed: ['service-failed'],
      choosing: ['secondary-home', 'secondary-none'],
      choosingDay: ['secondary-day'],
      confirming: ['secondary-confirm'],
      submitting: ['waiting order.saving'],
      notDone: ['change-failed'],
      done: ['change-done'],
    },
    exploration: {
      machine: change,
      input: { service: 'secondary-home', ...demoTerms() },
      events: [
        ...ids('choose', 'second-1', 'main-1', 'parties', 'addresses'),
        ...ids('choose', '2026-10-05', '2026-11-20', '2026-11-30', '2026-12-01', '2019-09-30'),
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
        { failure, residence, movedOut, month, wanted, outcome, resident }: SnapshotFrom<typeof change>['context'],
        value: unknown,
      ) => [
        value === 'failed' || value === 'notDone' ? failure : null,
        residence,
        movedOut >= '2026-11-23' ? movedOut : movedOut < '2026-11-09' ? 'late' : 'past',
        month >= '2026-10' ? month : 'earlier',
        [...wanted].sort(),
        outcome,
        resident?.residences.length,
      ],
      view: (of) => inServices('secondaryHome', of, 'secondary-home'),
    },
  });
}

conforms(description, {
  walks,
  asked: async (town, visit) => {
    const { version, residences } = value(await town.client.call('resident', { visit }));
    const residence = residences.find(({ kind }) => kind === 'secondary')?.id;
    const leaving = (movedOut: string): AskedFor => ({ body: { version, residence, movedOut }, due: 0 });
    return [leaving('2026-11-20'), leaving('2026-11-19')];
  },
});
