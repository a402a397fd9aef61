import type { SnapshotFrom } from 'xstate';
import type { ReceiptPrinterStatus } from '../../../devices/receipt-printer/receipt-printer.ts';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { DeviceView, Screen, Text } from '../../bridge.ts';
import type { Obligation } from '../store/store.ts';
import { say, time } from './speak.ts';
import type { DeviceFacts, World } from './world.ts';

const precise = new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
/** Where help was asked for: names of flows, as the visit's machine tells them. */
const HELP_FROM: Record<string, 'language' | 'home' | 'information' | 'documentStatus' | 'goodbye'> = { language: 'language', home: 'home', information: 'information', 'document-status': 'documentStatus', goodbye: 'goodbye' };

/** What staff and technicians see; German only, as the house works in German. */
export function presentOperator(snapshot: SnapshotFrom<typeof kiosk>, world: World): Screen | null {
  const { context } = snapshot;
  if (snapshot.matches({ operator: 'signingIn' })) {
    const { digits, problem, waitSeconds, busy } = world.signIn;
    return { kind: 'staff-sign-in', digits, busy, ...(problem === 'wrong' ? { problem: say('staff.wrongPin') } : problem === 'locked' ? { problem: say('staff.wait', { count: waitSeconds }) } : {}) };
  }
  if (snapshot.matches({ operator: 'staff' })) {
    return {
      kind: 'staff', tab: context.tab, lockedNow: world.block.locked, outOfOrder: world.block.outOfOrder, outOfOrderText: world.block.text,
      visitRunning: snapshot.matches({ service: 'visiting' }),
      unfinished: world.unfinished.map(unfinishedLine), devices: world.devices.map(deviceView),
      help: world.help.map(({ id, at, screen }) => ({ id, text: say(`staff.helpFrom.${HELP_FROM[screen] ?? 'home'}`, { time: time(new Date(at), 'de') }) })),
      technician: context.role === 'technician',
    };
  }
  if (snapshot.matches({ operator: 'technician' })) {
    const selected = world.devices.find((device) => device.name === context.device);
    return {
      kind: 'technician', devices: world.devices.map(deviceView), selected: selected?.name ?? null,
      frames: (selected?.frames ?? []).slice(-60).reverse().map((frame) => ({ at: precise.format(frame.at), direction: frame.direction, hex: frame.hex, meaning: frame.meaning })),
      test: world.test.state === 'idle' ? { state: 'idle' } : { state: world.test.state, text: say(`technician.test.${world.test.state}`) },
      facts: [
        { label: say('technician.software'), value: world.runtime.software },
        { label: say(world.runtime.kind === 'stand-in' ? 'technician.standIn' : 'technician.runtime'), value: `Electron ${world.runtime.electron}` },
        { label: say('technician.register'), value: world.config.register.url },
        { label: say('technician.catalogue'), value: world.known?.catalogue.version ?? '–' },
      ],
    };
  }
  return null;
}

const KIND = { service: 'slip.service', office: 'slip.office', 'document-status': 'slip.documentStatus', test: 'slip.test' } as const;
const CAUSE = { printer: 'staff.cause.printer', 'host-gone': 'staff.cause.hostGone', restart: 'staff.cause.restart' } as const;

const unfinishedLine = (one: Obligation) => ({
  id: one.id, title: say(KIND[one.kind]),
  when: new Intl.DateTimeFormat('de-DE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(one.since)),
  detail: say(CAUSE[one.cause ?? 'restart']),
});

export function deviceView({ name, status, identity }: DeviceFacts): DeviceView {
  const labelled = identity === null ? [] : [
    { label: say('device.maker'), value: identity.maker }, { label: say('device.model'), value: identity.model },
    { label: say('device.firmware'), value: identity.firmware }, { label: say('device.serial'), value: identity.serial },
  ];
  const { text, tone } = statusText(status);
  return { name, title: say('device.receiptPrinter'), state: status.state, text, tone, identity: labelled.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }])) };
}

function statusText(status: ReceiptPrinterStatus): { text: Text; tone: DeviceView['tone'] } {
  switch (status.state) {
    case 'ready': return { text: say('device.ready'), tone: 'good' };
    case 'degraded': return { text: say('device.nearEnd'), tone: 'warning' };
    case 'busy': return status.reason === 'job' ? { text: say('device.busy'), tone: 'good' } : { text: say('device.recovering'), tone: 'warning' };
    case 'quarantined': return { text: say('device.quarantined'), tone: 'bad' };
    case 'opening': case 'identifying': return { text: say('device.opening'), tone: 'neutral' };
    case 'absent': return { text: say('device.absent'), tone: 'bad' };
    case 'needs-staff': return { text: say(NEEDS[status.reason]), tone: 'bad' };
    case 'faulted': return { text: say(FAULT[status.reason]), tone: 'bad' };
    case 'back-off': return { text: say(FAULT[status.reason]), tone: 'bad' };
  }
}

const NEEDS = { 'cover-open': 'device.coverOpen', 'paper-out': 'device.paperOut', cutter: 'device.cutter', offline: 'device.offline' } as const;
const FAULT = { unrecoverable: 'device.unrecoverable', silent: 'device.silent', protocol: 'device.protocol', link: 'device.link', host: 'device.host' } as const;
