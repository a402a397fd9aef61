/** What the operations of the OpenAPI document are described with. */

/** A schema of the document, by its name. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: object) => ({ 'application/json': { schema } });

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A UUID, in quotation marks or without.',
  schema: { type: 'string', pattern: '^"?[0-9a-fA-F-]{36}"?$' },
};
export const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'ETag of the version that is changed.',
  schema: { type: 'string' },
};

export interface OperationParts {
  readonly summary: string;
  /** Schema's name; without it there is no body. */
  readonly request?: string;
  /** Instead of JSON. */
  readonly requestBody?: object;
  /** Of the 200, unless `responses` has another one. */
  readonly answer?: object;
  readonly parameters?: readonly object[];
  readonly responses?: Readonly<Record<string, object>>;
}

export interface Vocabulary {
  problem(description: string): object;
  /** With `Retry-After`. */
  retryable(description: string): object;
  /** Needs a terminal's key or token, and the contract's version. */
  operation(parts: OperationParts): object;
}
