/**
 * What the terminal may have a driver do across the process boundary: declared once for each class, by the driver's own
 * method names. The host serves exactly these, and the terminal's handle calls them with the driver's own types.
 */
export interface VerbRule {
  /** Milliseconds until a call counts as lost. Longer than the driver's own limits. */
  readonly limit: number;
  /** As long as it runs, the host is not ended for missed heartbeats. */
  readonly mustFinish?: boolean;
}

type Method = (...args: never[]) => unknown;

/** Some of a driver's methods, each with its rule. */
export type Verbs<D> = { readonly [K in keyof D as D[K] extends Method ? K : never]?: VerbRule };

/** For the host: the driver's methods that are verbs, by name. */
export const verbsOf = <D extends object>(
  driver: D,
  rules: Verbs<D>,
): Readonly<Record<string, (...args: never[]) => Promise<unknown>>> =>
  Object.fromEntries(
    Object.keys(rules).map((verb) => [
      verb,
      async (...args: never[]) => (driver as Readonly<Record<string, Method>>)[verb]?.(...args),
    ]),
  );
