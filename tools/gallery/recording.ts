/**
 * Runs in each process of the tests that walk the machines, in front of them: whatever `present()` makes there is
 * looked at, and what shows something new goes to a file. Nothing else changes for the tests.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { vi } from 'vitest';
import type { Language, View } from '../../electron/ipc/view.ts';
import type { present as Present } from '../../electron/kiosk/views/present.ts';
import { factsOf, screenOf } from './shape.ts';

const folder = process.env.FOYER_RECORD_VIEWS;
if (folder === undefined) throw new Error('FOYER_RECORD_VIEWS must name the folder for what is recorded');
const file = join(folder, `${process.pid}-${threadId}.jsonl`);
const LANGUAGES: readonly Language[] = ['de', 'en', 'ar'];
const seen = new Map<string, Set<string>>();

vi.mock('../../electron/kiosk/views/present.ts', async (load) => {
  const original = await load<{ present: typeof Present }>();
  const present: typeof Present = (snapshot, world, revision) => {
    const view = original.present(snapshot, world, revision);
    if (isNew(view))
      keep(LANGUAGES.map((language) => original.present(inLanguage(snapshot, language), world, revision)));
    return view;
  };
  return { ...original, present };
});

/** Something of it was on no View of its screen yet. */
function isNew(view: View): boolean {
  const screen = screenOf(view);
  const known = seen.get(screen) ?? new Set<string>();
  seen.set(screen, known);
  const before = known.size;
  for (const fact of factsOf(view)) known.add(fact);
  return known.size > before;
}

/** Screens for staff, and those before a visit, speak one language whatever the visitor chose. */
function keep(views: readonly View[]): void {
  const spoken = Object.fromEntries(views.map((view) => [view.language, view]));
  appendFileSync(file, `${JSON.stringify(spoken)}\n`);
}

/** The same moment of a visit in another language: names of days, the town's own words and their languages follow. */
function inLanguage<S extends Parameters<typeof Present>[0]>(snapshot: S, language: Language): S {
  const { visit } = snapshot.children;
  if (visit === undefined) return snapshot;
  const inner = visit.getSnapshot();
  const other = { ...inner, context: { ...inner.context, language } };
  return { ...snapshot, children: { ...snapshot.children, visit: { getSnapshot: () => other } } };
}
