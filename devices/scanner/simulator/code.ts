/** What a person holds in front of the scanner. */
export interface Code {
  /**
   * The symbology by its three AIM characters: `]Q1` QR, `]C0` Code 128, `]E0` EAN-13, `]d2` Data Matrix, `]z0` Aztec,
   * `]L0` PDF417.
   */
  readonly aim: string;
  /** Text goes out as UTF-8. */
  readonly data: string | Uint8Array;
}

export const bytesOf = ({ data }: Code): Uint8Array => (typeof data === 'string' ? Buffer.from(data, 'utf8') : data);
