import type { Intent } from '../../ipc/view.ts';

type VisitIntent = Exclude<
  Intent,
  {
    type:
      | `staff-${string}`
      | `test-${string}`
      | `report-${string}`
      | `outbox-${string}`
      | `log-${string}`
      | `frame-${string}`
      | 'open-log'
      | 'open-config'
      | 'open-technician'
      | 'open-report'
      | 'open-enrolment'
      | 'open-outbox'
      | 'select-device'
      | 'device-action'
      | 'show-frames'
      | 'wake'
      | 'touch';
  }
>;
const NOT_FOR_VISITS: ReadonlySet<string> = new Set([
  'open-technician',
  'open-report',
  'open-enrolment',
  'open-outbox',
  'open-log',
  'open-config',
  'select-device',
  'device-action',
  'show-frames',
  'wake',
  'touch',
]);
/** What is a visitor's; the rest is staff's, or the kiosk's own. */
export const isForVisit = (intent: Intent): intent is VisitIntent =>
  !/^(staff|test|report|outbox|log|frame)-/.test(intent.type) && !NOT_FOR_VISITS.has(intent.type);
