import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CatalogueDelta, applyDelta, deltaOf } from '../../../../register/contract/catalogue-delta.ts';
import type { Catalogue } from '../../../../register/contract/contract.ts';
import { demoCatalogue } from '../../../harness/catalogue.ts';

const base = demoCatalogue();

/** Some of the services and offices, in another order, some with other words. */
const edition = fc
  .record({
    version: fc.stringMatching(/^[a-z0-9]{6}$/),
    services: fc
      .shuffledSubarray(base.services, { minLength: 0 })
      .chain((services) =>
        fc.tuple(
          ...services.map((service) =>
            fc.boolean().map((changed) => (changed ? { ...service, name: { de: `${service.name.de} neu` } } : service)),
          ),
        ),
      ),
    offices: fc.shuffledSubarray([...base.offices]),
    legal: fc.shuffledSubarray([...base.legal]),
    closures: fc
      .array(
        fc.record({
          id: fc.constantFrom('a', 'b', 'c'),
          office: fc.constant('standesamt'),
          from: fc.constantFrom('2026-12-01', '2026-12-02'),
          to: fc.constant('2026-12-24'),
          reason: fc.constant({ de: 'Umbau' }),
        }),
        { maxLength: 3 },
      )
      .map((all) => [...new Map(all.map((one) => [one.id, one])).values()]),
  })
  .map((parts): Catalogue => ({ ...base, ...parts }));

it('a delta leads from any edition to any other, also over the wire', () => {
  fc.assert(
    fc.property(edition, edition, (before, now) => {
      const delta = CatalogueDelta.parse(JSON.parse(JSON.stringify(deltaOf(before, now))));
      expect(applyDelta(before, delta)).toEqual({ ok: true, value: now });
    }),
  );
});

it('a delta holds what changed and no more', () => {
  const now = {
    ...base,
    version: 'next',
    offices: base.offices.map((office, index) => (index === 0 ? { ...office, phone: '0123 4567' } : office)),
  };
  const delta = deltaOf(base, now);
  expect(delta.offices.changed).toEqual([now.offices[0]]);
  expect(delta.services.changed).toEqual([]);
  expect(JSON.stringify(delta).length).toBeLessThan(JSON.stringify(now).length / 5);
});

it('a delta is refused for another edition, and where it names an unknown entry', () => {
  const delta = deltaOf(base, { ...base, version: 'next' });
  expect(applyDelta({ ...base, version: 'other' }, delta)).toEqual({ ok: false, error: 'base' });
  expect(applyDelta(base, { ...delta, services: { order: ['nobody-has-it'], changed: [] } })).toEqual({
    ok: false,
    error: 'incomplete',
  });
});
