import type { Page } from '../../../ipc/view.ts';

import { say } from '../../content/wording.ts';

type Given = Partial<Omit<Page, 'kind' | 'id' | 'title'>> & Pick<Page, 'id' | 'title'>;

export const page = (given: Given): Page => ({
  kind: 'page',
  tone: 'plain',
  picture: 'none',
  lead: [],
  sections: [],
  factsFirst: false,
  pick: 'one',
  choices: [],
  actions: [],
  back: true,
  paper: false,
  ...given,
});

export const ACTION = {
  next: { id: 'next', label: say('do.next'), icon: 'next', tone: 'primary' },
  confirm: { id: 'confirm', label: say('do.confirm'), icon: 'check', tone: 'primary' },
  retry: { id: 'retry', label: say('action.retry'), icon: 'retry', tone: 'primary' },
  home: { id: 'home', label: say('action.home'), icon: 'home', tone: 'secondary' },
  done: { id: 'done', label: say('do.go'), icon: 'done', tone: 'primary' },
  /** After something was got done: what else, or nothing more. */
  more: { id: 'done', label: say('do.more'), icon: 'next', tone: 'secondary' },
  end: { id: 'end', label: say('do.end'), icon: 'done', tone: 'primary' },
  counter: { id: 'counter', label: say('do.counter'), icon: 'counter', tone: 'secondary' },
} as const satisfies Record<string, Page['actions'][number]>;
