import type { SnapshotFrom } from 'xstate';
import { presentChange } from '../kit/change-pages.ts';
import { daysAllowed, isLate, type change, type ChangeContext as Context } from '../kit/change.ts';
import {
  ACTION,
  isoDay,
  monthOfDays,
  page,
  say,
  weekdayAndDate,
  type Language,
  type Page,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';
import { address } from '../kit/person.ts';

export const presentSecondaryHome = (
  snapshot: SnapshotFrom<typeof change>,
  appState: AppState,
  language: Language,
): ServicePage =>
  presentChange(snapshot, appState, language, {
    choosing: (context) => ({ screen: chooseHome(context), step: 1 }),
    choosingDay: (context) => ({ screen: chooseDay(context, language), step: 2 }),
    confirming: (context) => ({ screen: confirmHome(context, language), step: 3 }),
    done: { title: say('secondary.done'), body: say('secondary.doneBody') },
  });

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

function chooseDay(context: Context, language: Language): Page {
  const { month, movedOut, today } = context;
  const { earliest, latest } = daysAllowed(context);
  return page({
    id: 'secondary-day',
    title: say('secondary.day'),
    lead: [say('secondary.dayLead')],
    calendar: monthOfDays(
      {
        month,
        chosen: movedOut,
        today,
        earliest,
        latest,
        tooEarly: say('secondary.before', { day: earliest === null ? '' : isoDay(earliest, language) }),
        tooLate: say('secondary.dayLead'),
      },
      language,
    ),
    // Below the days, so that they stay where they are under the finger.
    sections: [
      {
        rows: [
          {
            label: say('secondary.movedOut'),
            value: [
              say('data.day', { day: weekdayAndDate(movedOut, language) }),
              ...(isLate(context) ? [say('secondary.late')] : []),
            ],
          },
        ],
      },
    ],
    actions: [ACTION.next],
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
