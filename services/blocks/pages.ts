import type { SnapshotFrom } from 'xstate';
import { presentChange } from '../kit/change-pages.ts';
import { differenceOf, type change, type ChangeContext as Context } from '../kit/change.ts';
import {
  ACTION,
  isoDay,
  page,
  say,
  wordsOf,
  type Language,
  type Page,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';

export const presentBlocks = (
  snapshot: SnapshotFrom<typeof change>,
  appState: AppState,
  language: Language,
): ServicePage =>
  presentChange(snapshot, appState, language, {
    choosing: (context) => ({ screen: chooseBlocks(context, appState, language), step: 1 }),
    confirming: (context) => ({ screen: confirmBlocks(context, appState, language), step: 2 }),
    done: { title: say('blocks.done') },
  });

function chooseBlocks(context: Context, appState: AppState, language: Language): Page {
  const kinds = appState.known?.catalogue.blockKinds ?? [];
  const changed = differenceOf(context).length > 0;
  return page({
    id: 'blocks',
    title: say('blocks.title'),
    lead: [say('blocks.lead')],
    pick: 'many',
    choices: kinds.map((kind) => {
      const on = context.wanted.includes(kind.id);
      const over = kind.validUntil !== undefined && kind.validUntil < context.today;
      return {
        id: kind.id,
        title: wordsOf(kind.name, language),
        line: over
          ? say('blocks.over', { day: isoDay(kind.validUntil ?? '', language) })
          : wordsOf(kind.line, language),
        note: say('blocks.law', { law: kind.law }),
        // What can no longer be set can still be lifted.
        state:
          over && !on && !(context.resident?.blocks.includes(kind.id) ?? false)
            ? ('unavailable' as const)
            : on
              ? ('on' as const)
              : ('off' as const),
      };
    }),
    sections: [{ rows: [{ label: say('blocks.reason'), value: [say('blocks.reasonBody')] }] }],
    actions: changed ? [{ ...ACTION.next, label: say('blocks.review') }] : [],
  });
}

/** The difference, before anything is changed. */
function confirmBlocks(context: Context, appState: AppState, language: Language): Page {
  const kinds = appState.known?.catalogue.blockKinds ?? [];
  const difference = differenceOf(context).map(({ id, set }) => ({ set, kind: kinds.find((one) => one.id === id) }));
  return page({
    id: 'blocks-confirm',
    title: say('blocks.confirm'),
    lead: [
      say('blocks.confirmLead'),
      ...(difference.some(({ kind }) => kind?.spouses === true) ? [say('blocks.spouses')] : []),
    ],
    sections: [
      {
        rows: difference.map(({ set, kind }) => ({
          label: kind === undefined ? say('data.unknown') : wordsOf(kind.name, language),
          value: [say(set ? 'blocks.willSet' : 'blocks.willLift')],
          change: set ? ('added' as const) : ('removed' as const),
        })),
      },
    ],
    actions: [{ ...ACTION.confirm, label: say('blocks.submit') }],
  });
}
