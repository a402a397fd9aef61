import type { DriverSurroundings } from '../driver/driver.ts';
import { keptFromDisplay } from '../link/kept-from-display.ts';
import { keyboardReport, PressedKeys } from '../link/boot-keyboard.ts';
import { createReportLink } from '../link/reports.ts';
import { EventDevice } from '../driver/event-device.ts';
import type { KeypadConfig } from './config.ts';
import { type Keypad, KEYPAD_KEYS, type KeypadEvent, type KeypadStatus } from './keypad.ts';

/**
 * A keypad that reports like a keyboard (Storm AudioNav and the like). Numbers and PINs are chosen with it step by
 * step, so that of its keys nothing is kept in the frames.
 */
export function createKeypad({ link, keys }: KeypadConfig, around: DriverSurroundings): Keypad {
  const { clock } = around;
  const { hid } = link;
  const eventOf = (usage: number): KeypadEvent | null => {
    if (usage === keys['headset-in'] || usage === keys['headset-out'])
      return { type: 'headset', plugged: usage === keys['headset-in'] };
    const key = KEYPAD_KEYS.find((one) => keys[one] === usage);
    return key === undefined ? null : { type: 'key', key };
  };
  return new EventDevice<KeypadStatus, KeypadEvent>({
    ...around,
    link: () => createReportLink(link, clock),
    ...(hid === undefined
      ? {}
      : {
          blockedBy: async () =>
            (await keptFromDisplay(hid.vendor, hid.product)) ? null : { state: 'faulted', reason: 'shown-to-display' },
        }),
    createProtocol({ ring, tell }) {
      const pressed = new PressedKeys();
      return {
        receive(report) {
          const read = keyboardReport(report);
          if (read === null) return ring.in(clock.now(), report, 'no keyboard report');
          for (const usage of pressed.push(read)) {
            const event = eventOf(usage);
            if (event?.type === 'key') ring.redacted(clock.now(), 'in', report.length, 'key');
            else
              ring.in(
                clock.now(),
                report,
                event === null
                  ? `usage 0x${usage.toString(16)}: not in the table`
                  : event.plugged
                    ? 'headset in'
                    : 'headset out',
              );
            if (event !== null) tell(event);
          }
        },
        end: () => pressed.forget(),
      };
    },
  });
}
