/**
 * Layered configuration: built-in defaults, then `/etc/foyer/foyer.yaml`, then `/etc/foyer/foyer.d/*.yaml` in the order
 * of their names, or the files of `FOYER_CONFIG` (separated by colons) instead of both. Later layers win key by key;
 * lists are replaced whole. Every mistake is named with its key, its file and its line.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Part } from '../../ipc/view.ts';
import { isReadableAccent } from '../../../base/colour/contrast.ts';
import { isPrivateLine } from '../../../base/private-line.ts';
import { DeviceConfig } from '../../../devices/config.ts';
import type { Result } from '../../../base/result.ts';
import { Language } from '../../../register/contract/contract.ts';
import {
  LAENDER,
  type Land,
  LOCAL_HOLIDAYS,
  type LocalHoliday,
  localHolidaysOf,
} from '../../../register/opening-hours/holidays.ts';
import { type ConfigMistake, keyOf, laidOver, type Layer, readLayers, whereIs } from './config-layers.ts';

export { configFiles, type ConfigMistake } from './config-layers.ts';

/** Bytes of memory that a hash may need: half of what sign-in allows. */
const LARGEST_SCRYPT = 64 * 1024 * 1024;
/** A hash that costs less is tried out on a stolen disk in no time. */
const SMALLEST_SCRYPT = 16 * 1024 * 1024;
/** scrypt$N$r$p$salt$hash, salt and hash in base64; made by `npm run hash-pin`. */
const PinHash = z
  .string()
  .regex(/^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/, {
    error: 'must be a hash made by "npm run hash-pin"',
    abort: true,
  })
  // RFC 7914: N is a power of two; scrypt throws at anything else, and then staff cannot sign in.
  .refine(
    (hash) => {
      const [N = 0, r = 0, p = 0] = hash.split('$').slice(1, 4).map(Number);
      return Number.isInteger(Math.log2(N)) && N >= 2 && r >= 1 && p >= 1 && 128 * N * r <= LARGEST_SCRYPT;
    },
    { error: 'has numbers that scrypt cannot work with', abort: true },
  )
  .refine((hash) => {
    const [, N = 0, r = 0] = hash.split('$').map(Number);
    const [salt = '', made = ''] = hash.split('$').slice(4);
    return (
      128 * N * r >= SMALLEST_SCRYPT &&
      Buffer.from(salt, 'base64').length >= 16 &&
      Buffer.from(made, 'base64').length >= 32
    );
  }, 'is too weak: make it by "npm run hash-pin"');

const HousingPlace = z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).nullable();

export const Config = z.strictObject({
  town: z
    .strictObject({
      name: z.string().min(1),
      /** The Land, for its holidays: ISO 3166-2 without "DE-". */
      land: z.enum(LAENDER),
      /**
       * Public holidays that the Land leaves to its municipalities and that this town has. Needed in Bayern, Sachsen
       * and Thüringen, also as an empty list, because only the town knows them. Bayern's Land office for statistics
       * lists where Assumption Day is one.
       */
      localHolidays: z.array(z.enum(LOCAL_HOLIDAYS)).optional(),
      /** Where the town lies, WGS 84, degrees: for opening hours that follow the sun. */
      position: z
        .strictObject({ latitude: z.number().min(47).max(56), longitude: z.number().min(5).max(16) })
        .nullable()
        .default(null),
      /** IANA name. */
      timeZone: z.string().refine(isTimeZone, 'is not a time zone of the IANA database').default('Europe/Berlin'),
      /** Accent colour, #rrggbb, with white text on it. */
      accent: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/, { error: 'must be a colour as #rrggbb', abort: true })
        .refine(isReadableAccent, 'white text on it has less than 4.5:1 contrast')
        .default('#171a2b'),
      /** An SVG file with the town's coat of arms. */
      arms: z.string().nullable().default(null),
      /** Shown where help is needed and cannot be called. */
      phone: z.string().nullable().default(null),
      /**
       * Address of the register's public listener as visitors' phones reach it (`FOYER_PUBLIC_URL` there): codes to
       * take along then hold a link to its page. Null: they hold plain text.
       */
      publicUrl: z
        .url({ protocol: /^https?$/, abort: true })
        .max(120)
        .refine(isPrivateLine, 'is no https address: what a visitor takes along would be asked for in clear')
        .refine((url) => !/[?#@]/.test(url), 'is an address without a name, a "?" and a "#"')
        .nullable()
        .default(null),
    })
    .superRefine(checkHolidays),
  terminal: z.strictObject({
    name: z.string().regex(/^[A-Za-z0-9-]{1,32}$/, 'letters, digits and hyphens, at most 32'),
    /** Where it stands, as visitors say it. */
    place: z.string().min(1),
    /** Id of the office in the catalogue whose staff are called for help: its hours say when somebody is there. */
    office: z.string().min(1).nullable().default(null),
    /** Folder for the journal, the catalogue and the log. */
    data: z.string().min(1).default('/var/lib/foyer'),
    /** What the terminal does when its UPS has little left: nothing new is begun in any case. */
    onLowBattery: z.enum(['power-off', 'stay']).default('power-off'),
  }),
  screen: z
    .strictObject({
      /** Physical height of the picture, millimetres. */
      heightMm: z.number().min(100).max(2000).default(532),
      /** Height of the picture's lower edge above the floor, millimetres. */
      lowerEdgeMm: z.number().min(0).max(2000).default(800),
      /**
       * Where the parts are on the housing, for the drawings that show them: from its upper left corner, seen from
       * the front, 0 to 1. One that is not named keeps its usual place; `null`: this terminal has none.
       */
      parts: z
        .strictObject({
          reader: HousingPlace.default({ x: 0.27, y: 0.66 }),
          payment: HousingPlace.default({ x: 0.78, y: 0.69 }),
          slip: HousingPlace.default({ x: 0.27, y: 0.76 }),
          tray: HousingPlace.default({ x: 0.5, y: 0.9 }),
          scanner: HousingPlace.default({ x: 0.52, y: 0.61 }),
          headphones: HousingPlace.default({ x: 0.1, y: 0.6 }),
        } satisfies Record<Part, unknown>)
        .prefault({}),
      /** More services than these are parted: the most used, and doors to all of them. */
      servicesAtOnce: z.int().min(4).max(24).default(12),
      /** `window` only for development: no kiosk mode, no full screen. */
      mode: z.enum(['kiosk', 'window']).default('kiosk'),
    })
    .prefault({}),
  languages: z.array(Language).min(1).default(['de', 'en', 'ar']),
  register: z
    .strictObject({
      /** https, or http to a proxy on this machine. */
      url: z.url({ protocol: /^https?$/, abort: true }),
      /** PEM file with the town's own authority: then only a certificate of that one counts. */
      ca: z.string().min(1).optional(),
      /**
       * Allows http to another machine, where the line is protected by other means. The readiness report shows it in
       * red.
       */
      unprotected: z.boolean().default(false),
      /**
       * File with a key from the register, for a terminal that is not enrolled; without it the terminal is enrolled in
       * the technician's mode.
       */
      keyFile: z.string().min(1).optional(),
      /** Per request, milliseconds. */
      timeoutMs: z.number().int().min(500).max(60_000).default(8_000),
      /** Pull of the catalogue and heartbeat, seconds. */
      everySeconds: z.number().int().min(5).max(3_600).default(60),
    })
    .refine(({ url, unprotected }) => unprotected || isPrivateLine(url), {
      path: ['url'],
      error: 'is no https address: keys and personal data would go to another machine in clear',
    })
    .refine(({ url, ca }) => ca === undefined || url.startsWith('https:'), {
      path: ['ca'],
      error: 'goes with an https address only',
    }),
  staff: z
    .strictObject({
      pins: z
        .array(
          z.strictObject({
            name: z.string().min(1).max(40),
            role: z.enum(['staff', 'technician']),
            hash: PinHash,
            /** Hash of a badge's number, made in the same way; then the PIN counts only with this badge. */ badge:
              PinHash.optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
  payment: z
    .strictObject({
      /**
       * When the payment terminal makes its end of day, in the town's time; null: by hand, in the technician's mode.
       */
      endOfDay: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "22:30"')
        .nullable()
        .default('22:30'),
    })
    .prefault({}),
  devices: z
    .array(DeviceConfig)
    .default([])
    .superRefine((devices, context) => {
      const twice = devices.findIndex(({ name }, at) => devices.findIndex((other) => other.name === name) !== at);
      if (twice >= 0)
        context.addIssue({ code: 'custom', path: [twice, 'name'], message: 'is the name of another device too' });
    }),
});
export type Config = z.infer<typeof Config>;

export function loadConfig(files: readonly string[]): Result<Config, ConfigMistake[]> {
  const layers = readLayers(files);
  if (!layers.ok) return layers;
  const parsed = Config.safeParse(laidOver(layers.value));
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, error: parsed.error.issues.flatMap((issue) => named(issue, layers.value)) };
}

/** `key` in `file`, line N: message. One a line, for the log and the technician's screen. */
export const describeMistake = (mistake: ConfigMistake): string =>
  `${mistake.file}${mistake.line === null ? '' : `:${mistake.line}`}: ${mistake.key === '' ? '' : `${mistake.key}: `}${mistake.message}`;

/** What stands in the files that the configuration names; null where none is named. */
export interface NamedFiles {
  readonly registerKey: string | null;
  readonly registerAuthority: string | null;
  readonly arms: string | null;
}

/** Read once, at start, with the same kind of mistake where one cannot be read. */
export function readNamedFiles(config: Config): Result<NamedFiles, ConfigMistake[]> {
  const mistakes: ConfigMistake[] = [];
  const read = (key: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      mistakes.push({
        key,
        file,
        line: null,
        message: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
      });
      return '';
    }
  };
  const { keyFile } = config.register;
  const registerKey = keyFile === undefined ? null : read('register.keyFile', keyFile).trim();
  const arms = config.town.arms === null ? null : read('town.arms', config.town.arms);
  if (keyFile !== undefined && registerKey === '' && mistakes.length === 0)
    mistakes.push({ key: 'register.keyFile', file: keyFile, line: null, message: 'is empty' });
  const { ca } = config.register;
  const registerAuthority = ca === undefined ? null : read('register.ca', ca);
  if (
    ca !== undefined &&
    registerAuthority !== null &&
    mistakes.every(({ key }) => key !== 'register.ca') &&
    !isCertificate(registerAuthority)
  )
    mistakes.push({ key: 'register.ca', file: ca, line: null, message: 'is no certificate in PEM' });
  return mistakes.length === 0
    ? { ok: true, value: { registerKey, registerAuthority, arms } }
    : { ok: false, error: mistakes };
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}

/** Lines that leave this machine in clear because the configuration allows it: by its key. */
export const unprotectedLines = ({ register, devices }: Pick<Config, 'register' | 'devices'>): string[] => [
  ...(isPrivateLine(register.url) ? [] : ['register.url']),
  ...devices.flatMap((device) =>
    device.class === 'document-printer' && !isPrivateLine(device.uri) ? [`devices: ${device.name}.uri`] : [],
  ),
];

/**
 * A town's holidays are known where its Land leaves none to its municipalities, or where it says which of them it has.
 */
function checkHolidays(
  { land, localHolidays }: { land: Land; localHolidays?: readonly LocalHoliday[] | undefined },
  context: z.RefinementCtx,
): void {
  const possible = localHolidaysOf(land);
  const path = ['localHolidays'];
  if (localHolidays === undefined && possible.length > 0)
    context.addIssue({
      code: 'custom',
      path,
      message: `is needed in ${land}: a list of ${possible.join(', ')}, or [] where the town has none of them`,
    });
  const strange = localHolidays?.find((name) => !possible.includes(name));
  if (strange !== undefined) context.addIssue({ code: 'custom', path, message: `${strange} is none in ${land}` });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('de', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** An unknown key is reported at its own line, not at its parent's. */
function named(issue: z.core.$ZodIssue, layers: readonly Layer[]): ConfigMistake[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const message = issue.code === 'unrecognized_keys' ? 'is not a key that Foyer knows' : issue.message;
    return { key: keyOf(path), ...whereIs(path, layers), message };
  });
}
