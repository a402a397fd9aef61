/** Which services of the town are offered by Open311 (GeoReport v2), and which of their data go in and out. */
import { z } from 'zod';
import { Pointer } from './pointer.ts';

/** Arguments of `POST requests` (GeoReport v2), other than those that name the service and the sender's program. */
export const REQUEST_FIELDS = [
  'lat',
  'long',
  'address_string',
  'address_id',
  'description',
  'email',
  'phone',
  'first_name',
  'last_name',
  'media_url',
] as const;
export type RequestField = (typeof REQUEST_FIELDS)[number];
export const FieldPointers = z.partialRecord(z.enum(REQUEST_FIELDS), Pointer);

const Code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/, 'needs letters, digits, hyphens or underscores');
const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] as const;

const Attribute = z
  .strictObject({
    code: Code,
    description: z.string().min(1).max(500),
    datatype: z.enum(DATATYPES),
    required: z.boolean().default(false),
    at: Pointer,
    values: z.array(z.strictObject({ key: z.string().min(1), name: z.string().min(1) })).default([]),
  })
  .refine(
    ({ datatype, values }) => datatype.endsWith('list') === values.length > 0,
    'values go with lists, and only with them',
  );

export const Open311Service = z
  .strictObject({
    code: Code,
    /** Id in the catalogue. */
    service: z.string().min(1).max(64),
    /** Id of the JSON Schema that the data must fit. */
    schema: z.string().min(1).max(64),
    /** Default: the catalogue's. */
    name: z.string().min(1).optional(),
    description: z.string().optional(),
    group: z.string().optional(),
    keywords: z.array(z.string().regex(/^[^,]+$/, 'has a comma')).default([]),
    fields: FieldPointers,
    /** What anybody may read of a request. Everything else stays inside. */
    public: z.array(z.enum(['lat', 'long', 'address_string', 'address_id', 'description', 'media_url'])).default([]),
    attributes: z.array(Attribute).default([]),
  })
  .refine(({ fields }) => (fields.lat === undefined) === (fields.long === undefined), 'lat and long go together');
export type Open311Service = z.output<typeof Open311Service>;

export const Open311Settings = z
  .strictObject({
    /** Given to requests that name one; others are refused. */
    jurisdiction: z.string().min(1).max(200).optional(),
    /** File with one key a line, 16 characters or more, of the clients that may send requests. */
    keys: z.string().min(1),
    services: z.array(Open311Service).min(1),
  })
  .refine(
    ({ services }) =>
      new Set(services.map(({ code }) => code)).size === services.length &&
      new Set(services.map(({ service }) => service)).size === services.length,
    'has a service or a code twice',
  );
export type Open311Settings = z.output<typeof Open311Settings>;
