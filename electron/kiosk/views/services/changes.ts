import type { SnapshotFrom } from 'xstate';
import { type change, differenceOf, isLate } from '../../../../state-machines/services/changes.ts';
import type { Language, Page, Screen } from '../../../ipc/view.ts';
import { isoDay, say, wordsOf } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import { address, loading, serviceFailed } from './certificate.ts';
import { failureText } from './order.ts';
import { ACTION, page } from './page.ts';

type Snapshot = SnapshotFrom<typeof change>;

export function presentChange(
  snapshot: Snapshot,
  appState: AppState,
  language: Language,
): { screen: Screen; step?: number } {
  const { context } = snapshot;
  const homes = context.kind === 'secondary-home';
  switch (snapshot.value) {
    case 'failed':
      return { screen: serviceFailed(context.failure) };
    case 'choosing':
      return { screen: homes ? chooseHome(context) : chooseBlocks(context, appState, language), step: 1 };
    case 'choosingDay':
      return { screen: chooseDay(context, language), step: 2 };
    case 'confirming':
      return {
        screen: homes ? confirmHome(context, language) : confirmBlocks(context, appState, language),
        step: homes ? 3 : 2,
      };
    case 'submitting':
      return {
        screen: {
          kind: 'waiting',
          title: say('order.sending'),
          body: say('order.issuingBody'),
          slow: false,
          cancel: false,
          picture: 'register',
        },
      };
    case 'notDone':
      return {
        screen: page({
          id: 'change-failed',
          tone: 'warning',
          picture: 'register',
          title: say(context.failure === 'unreachable' ? 'change.unclear' : 'change.failed'),
          lead: [
            failureText(context.failure),
            say(
              context.failure === 'conflict'
                ? 'change.conflict'
                : context.failure === 'unreachable'
                  ? 'change.unclearBody'
                  : 'failed.kept',
            ),
            say('works.counter'),
          ],
          actions:
            context.failure === 'signed-out'
              ? [{ ...ACTION.done, label: say('identify.start') }]
              : context.failure === 'not-possible'
                ? [ACTION.home]
                : [ACTION.home, ACTION.retry],
        }),
      };
    case 'done':
    case 'finished':
      return {
        screen: page({
          id: 'change-done',
          back: false,
          tone: 'success',
          title: say(homes ? 'secondary.done' : 'blocks.done'),
          lead: [say(homes ? 'secondary.doneBody' : 'blocks.doneBody')],
          sections: [
            {
              rows: [
                {
                  label: say('receipt.reference'),
                  value: [{ text: context.receipt?.reference ?? '–', language: 'de' }],
                },
              ],
            },
          ],
          actions: [ACTION.done],
        }),
      };
    default:
      return { screen: loading() };
  }
}

type Context = Snapshot['context'];

function chooseHome({ resident }: Context): Page {
  const homes = resident?.residences.filter(({ kind }) => kind === 'secondary') ?? [];
  if (homes.length === 0)
    return page({
      id: 'secondary-none',
      tone: 'info',
      picture: 'counter',
      title: say('secondary.none'),
      lead: [say('secondary.noneBody'), say('works.counter')],
      actions: [ACTION.home],
    });
  return page({
    id: 'secondary-home',
    title: say('secondary.choose'),
    lead: [say('secondary.chooseLead')],
    choices: homes.map((home) => {
      const [street = say('data.unknown'), city] = address(home);
      return {
        id: home.id,
        title: street,
        ...(city === undefined ? {} : { line: city }),
        icon: 'house',
        state: 'plain' as const,
      };
    }),
  });
}

const DAY_STEPS = [
  ['week-less', 'day.weekLess', 'back'],
  ['day-less', 'day.less', 'back'],
  ['day-more', 'day.more', 'next'],
  ['week-more', 'day.weekMore', 'next'],
] as const;

function chooseDay(context: Context, language: Language): Page {
  return page({
    id: 'secondary-day',
    title: say('secondary.day'),
    lead: [say('secondary.dayLead'), ...(isLate(context) ? [say('secondary.late')] : [])],
    tone: isLate(context) ? 'warning' : 'plain',
    sections: [
      {
        rows: [
          { label: say('secondary.movedOut'), value: [say('data.day', { day: isoDay(context.movedOut, language) })] },
        ],
      },
    ],
    actions: [
      ...DAY_STEPS.map(([id, label, icon]) => ({
        id,
        label: say(label),
        icon,
        tone: 'secondary' as const,
        again: true,
      })),
      ACTION.next,
    ],
  });
}

function confirmHome(context: Context, language: Language): Page {
  const home = context.resident?.residences.find(({ id }) => id === context.residence);
  return page({
    id: 'secondary-confirm',
    title: say('secondary.confirm'),
    lead: [say('secondary.confirmLead'), ...(isLate(context) ? [say('secondary.late')] : [])],
    tone: isLate(context) ? 'warning' : 'plain',
    sections: [
      {
        rows: [
          {
            label: say('secondary.home'),
            value: home === undefined ? [say('data.unknown')] : address(home),
            change: 'removed',
          },
          { label: say('secondary.movedOut'), value: [say('data.day', { day: isoDay(context.movedOut, language) })] },
        ],
      },
    ],
    actions: [{ ...ACTION.confirm, label: say('secondary.submit') }],
  });
}

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
