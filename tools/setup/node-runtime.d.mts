export declare const NODE: {
  readonly version: string;
  /** SHA-256 of `bin/node`, hex, by Node's name of the processor. */
  readonly executable: Readonly<Record<string, string>>;
  /** SHA-256 of the official archive (`.tar.xz`), hex. */
  readonly archive: Readonly<Record<string, string>>;
};
export declare const nodeFolder: () => string;
export declare function verifiedNode(path?: string, arch?: string): string;
/** Hex. */
export declare function sha256(path: string): string;
