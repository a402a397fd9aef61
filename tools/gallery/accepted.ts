import type { Accepted } from './check.ts';

/** Findings that are known and accepted. An entry without a finding fails the run. */
export const ACCEPTED: readonly Accepted[] = [
  {
    check: 'letters',
    picture: /./,
    detail: /^bar__button /,
    reason: 'the words of the bar stand beside each other on every display: 25 px, capitals of 4.8 mm',
  },
  { check: 'letters', picture: /^technician-device/, detail: /^frames /, reason: 'bytes of a device, for technicians' },
  { check: 'edge', picture: /^attract/, reason: 'a touch anywhere beside the languages begins the visit' },
  { check: 'broken', picture: /^page/, detail: /^(x+|(Wörtchen)+)$/, reason: 'typed without a blank by a visitor' },
  {
    check: 'close',
    picture: /^(entry|code|staff|technician).*-small$/,
    detail: /^[67] px/,
    reason: 'five rows of keys of 72 px have 6 px between them on 1024 × 768; within a row they have 12',
  },
  {
    check: 'title',
    picture: /-lowReach-|-textSize-large.*-small$/,
    reason: 'the picture above the heading gives its place to the stations of signing in, which not every page has',
  },
  {
    check: 'action',
    picture: /^staff\./,
    reason: 'what staff do most is beside what it is done to: a call for help, a matter of the list',
  },
  {
    check: ['title', 'action'],
    picture: /-textSize-(large|largest).*-(portrait|small)$/,
    reason: 'large letters take a line more or less for the heading, and with a basket the page is shorter',
  },
  {
    check: 'action',
    picture: /^overlay.*-(landscape|small)$/,
    reason: 'a dialog stands in the middle of a wide display',
  },
  {
    check: 'action',
    picture: /^(secret|entry|technician-device).*-(landscape|small)$/,
    reason: 'on a wide display the action stands beside the keys or the text, wherever these end',
  },
  {
    check: 'title',
    picture: /^staff-sign-in/,
    reason: 'the heading of the staff sign-in stands above its keys, and these have more rows where a name is typed',
  },
  {
    check: 'title',
    picture: /^page\.secondary-day.*-(landscape|small)$/,
    reason: 'beside a month the heading stands above what was chosen, as it does above keys',
  },
  {
    check: 'title',
    picture: /__pseudo.*-small$/,
    reason: 'words longer by two fifths take one line more above the heading of one page on 1024 × 768',
  },
];
