/** Command APDUs (ISO/IEC 7816-4, 5.1), short and extended. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Buffer;
  /** Most bytes wanted back; 0 for none. */
  readonly expected: number;
}

/** Undefined when lengths do not fit. */
export function parseApdu(bytes: Buffer): CommandApdu | undefined {
  if (bytes.length < 4) return undefined;
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = bytes;
  const body = bytes.subarray(4);
  const made = (data: Buffer, expected: number): CommandApdu => ({ cla, ins, p1, p2, data, expected });
  const none = Buffer.alloc(0);
  if (body.length === 0) return made(none, 0);
  const first = body.readUInt8(0);
  if (body.length === 1) return made(none, first || 256);
  if (first !== 0) {
    if (body.length === 1 + first) return made(body.subarray(1), 0);
    return body.length === 2 + first ? made(body.subarray(1, 1 + first), body.readUInt8(1 + first) || 256) : undefined;
  }
  if (body.length < 3) return undefined;
  const length = body.readUInt16BE(1);
  if (body.length === 3) return made(none, length || 65536);
  if (body.length === 3 + length) return made(body.subarray(3), 0);
  return body.length === 5 + length
    ? made(body.subarray(3, 3 + length), body.readUInt16BE(3 + length) || 65536)
    : undefined;
}

export interface Response {
  readonly data?: Buffer;
  readonly status: number;
}

export function responseBytes({ data = Buffer.alloc(0), status }: Response): Buffer {
  return Buffer.concat([data, Buffer.of(status >> 8, status & 0xff)]);
}
