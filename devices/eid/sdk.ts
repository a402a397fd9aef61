/**
 * The SDK interface of the AusweisApp (SDK documentation, "Commands" and "Messages"): one JSON object in each text
 * frame of a WebSocket. What we send is typed, what comes is looked at: nothing that is received is trusted to have a
 * shape.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../../base/result.ts';

/** Names of access rights (TR-03110-4, 2.2.3), as the SDK writes them. */
export const ACCESS_RIGHTS = [
  'Address',
  'BirthName',
  'FamilyName',
  'GivenNames',
  'PlaceOfBirth',
  'DateOfBirth',
  'DoctoralDegree',
  'ArtisticName',
  'Pseudonym',
  'ValidUntil',
  'Nationality',
  'IssuingCountry',
  'DocumentType',
  'ResidencePermitI',
  'ResidencePermitII',
  'CommunityID',
  'AddressVerification',
  'AgeVerification',
  'WriteAddress',
  'WriteCommunityID',
  'WriteResidencePermitI',
  'WriteResidencePermitII',
  'CanAllowed',
  'PinManagement',
] as const;
export type AccessRight = (typeof ACCESS_RIGHTS)[number];

export const isAccessRight = (name: string): name is AccessRight => (ACCESS_RIGHTS as readonly string[]).includes(name);

/**
 * Commands whose `value` is a secret. With a value they are never an object or a string: `secrets.ts` makes their
 * bytes.
 */
export const SECRET_COMMANDS = ['SET_PIN', 'SET_NEW_PIN', 'SET_CAN', 'SET_PUK'] as const;
export type SecretCommand = (typeof SECRET_COMMANDS)[number];

export type SdkCommand =
  | {
      readonly cmd:
        | 'GET_INFO'
        | 'GET_STATUS'
        | 'GET_API_LEVEL'
        | 'GET_READER_LIST'
        | 'GET_ACCESS_RIGHTS'
        | 'GET_CERTIFICATE'
        | 'ACCEPT'
        | 'CANCEL';
    }
  | { readonly cmd: 'SET_API_LEVEL'; readonly level: number }
  | { readonly cmd: 'GET_READER'; readonly name: string }
  /** `status`: STATUS is pushed with the progress; from level 2. `tcTokenURL` with https. */
  | {
      readonly cmd: 'RUN_AUTH';
      readonly tcTokenURL: string;
      readonly status?: boolean;
      readonly developerMode?: boolean;
    }
  | { readonly cmd: 'RUN_CHANGE_PIN'; readonly status?: boolean }
  /** Of the optional rights, those that are to be kept. */
  | { readonly cmd: 'SET_ACCESS_RIGHTS'; readonly chat: readonly AccessRight[] }
  /** Puts the simulated card into a reader that is `insertable`. */
  | { readonly cmd: 'SET_CARD'; readonly name: string }
  /** For a reader with a keypad: the value is typed there, and must not be in the command. */
  | { readonly cmd: SecretCommand }
  /** Level 3, after PAUSE. */
  | { readonly cmd: 'CONTINUE' };

/** `retryCounter`: tries that are left for the PIN, 3 to 0; null: no ID card, or one that cannot be read (level 3). */
const CardShape = z.object({
  inoperative: z.boolean().default(false),
  deactivated: z.boolean().default(false),
  retryCounter: z.number().int().nullable().default(null),
});

const readerFields = {
  name: z.string(),
  attached: z.boolean().default(true),
  insertable: z.boolean().default(false),
  keypad: z.boolean().default(false),
  card: CardShape.nullable().default(null),
};
const ReaderShape = z.object(readerFields);
export type Reader = z.infer<typeof ReaderShape>;

const error = z.string().optional();
/** A state in which the SDK waits for a secret, with the reader and card that it is for. */
const enter = <M extends string>(msg: M) => z.object({ msg: z.literal(msg), error, reader: ReaderShape });

const Message = z.discriminatedUnion('msg', [
  z.object({
    msg: z.literal('ACCESS_RIGHTS'),
    error,
    transactionInfo: z.string().optional(),
    chat: z.object({ effective: z.array(z.string()), optional: z.array(z.string()), required: z.array(z.string()) }),
    aux: z
      .object({
        ageVerificationDate: z.string().optional(),
        requiredAge: z.string().optional(),
        validityDate: z.string().optional(),
        communityId: z.string().optional(),
      })
      .optional(),
  }),
  z.object({
    msg: z.literal('API_LEVEL'),
    error,
    available: z.array(z.number().int()).optional(),
    current: z.number().int().optional(),
  }),
  /** Neither result nor error: it has begun. */
  z.object({
    msg: z.literal('AUTH'),
    error,
    url: z.string().optional(),
    result: z
      .object({
        major: z.string(),
        minor: z.string().optional(),
        language: z.string().optional(),
        description: z.string().optional(),
        message: z.string().optional(),
        reason: z.string().optional(),
      })
      .optional(),
  }),
  z.object({ msg: z.literal('BAD_STATE'), error }),
  z.object({
    msg: z.literal('CERTIFICATE'),
    description: z.object({
      issuerName: z.string().default(''),
      issuerUrl: z.string().default(''),
      subjectName: z.string(),
      subjectUrl: z.string().default(''),
      termsOfUsage: z.string().default(''),
      purpose: z.string().default(''),
    }),
    validity: z.object({ effectiveDate: z.string(), expirationDate: z.string() }),
  }),
  /** Without `success`: it has begun. */
  z.object({ msg: z.literal('CHANGE_PIN'), error, success: z.boolean().optional(), reason: z.string().optional() }),
  enter('ENTER_PIN'),
  enter('ENTER_CAN'),
  enter('ENTER_NEW_PIN'),
  enter('ENTER_PUK'),
  z.object({
    msg: z.literal('INFO'),
    VersionInfo: z.object({
      Name: z.string(),
      'Implementation-Title': z.string().default(''),
      'Implementation-Vendor': z.string().default(''),
      'Implementation-Version': z.string(),
    }),
  }),
  z.object({ msg: z.literal('INSERT_CARD'), error }),
  z.object({ msg: z.literal('INTERNAL_ERROR'), error }),
  z.object({ msg: z.literal('INVALID'), error }),
  z.object({ msg: z.literal('PAUSE'), cause: z.string() }),
  /** For a mistake in GET_READER the AusweisApp sends the error only. */
  z.object({ msg: z.literal('READER'), error, ...readerFields, name: z.string().optional() }),
  /** Level 1 calls the list `reader`. */
  z.object({
    msg: z.literal('READER_LIST'),
    readers: z.array(ReaderShape).optional(),
    reader: z.array(ReaderShape).optional(),
  }),
  z.object({
    msg: z.literal('STATUS'),
    workflow: z.string().nullable().default(null),
    progress: z.number().min(0).max(100).nullable().default(null),
    state: z.string().nullable().default(null),
  }),
  z.object({ msg: z.literal('UNKNOWN_COMMAND'), error }),
]);
export type SdkMessage = z.infer<typeof Message>;
export type SdkMessageOf<M extends SdkMessage['msg']> = Extract<SdkMessage, { readonly msg: M }>;

const NAMES: ReadonlySet<string> = new Set(Message.options.map(({ shape }) => shape.msg.value));

/**
 * `json`: no JSON object. `unknown`: a message that this version does not know. `shape`: one that it knows, with other
 * fields.
 */
export type NotUnderstood = 'json' | 'unknown' | 'shape';

/** Never throws, whatever comes. */
export function parseMessage(text: string): Result<SdkMessage, NotUnderstood> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('json');
  }
  if (typeof value !== 'object' || value === null || !('msg' in value) || typeof value.msg !== 'string')
    return err('json');
  if (!NAMES.has(value.msg)) return err('unknown');
  const parsed = Message.safeParse(value);
  return parsed.success ? ok(parsed.data) : err('shape');
}

/** What became of what the SDK was asked (TR-03112-1, 4.1.2): `…/resultmajor#ok`. */
export const isOk = (major: string): boolean => major.endsWith('/resultmajor#ok');
