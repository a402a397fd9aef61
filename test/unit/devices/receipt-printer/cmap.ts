/** Character to glyph of a TrueType file (OpenType `cmap`, formats 4 and 12); 0 is the box for missing glyphs. */
export function cmapOf(font: Buffer): (point: number) => number {
  const tables = font.readUInt16BE(4);
  let cmap = 0;
  for (let index = 0; index < tables; index++) {
    const at = 12 + index * 16;
    if (font.toString('latin1', at, at + 4) === 'cmap') cmap = font.readUInt32BE(at + 8);
  }
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, index) => cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4),
  );
  const twelve = subtables.find((at) => font.readUInt16BE(at) === 12);
  const four = subtables.find((at) => font.readUInt16BE(at) === 4);
  return (point) =>
    (twelve === undefined ? 0 : format12(font, twelve, point)) || (four === undefined ? 0 : format4(font, four, point));
}

function format12(font: Buffer, at: number, point: number): number {
  const groups = font.readUInt32BE(at + 12);
  for (let index = 0; index < groups; index++) {
    const group = at + 16 + index * 12;
    const first = font.readUInt32BE(group);
    if (point >= first && point <= font.readUInt32BE(group + 4)) return font.readUInt32BE(group + 8) + point - first;
  }
  return 0;
}

function format4(font: Buffer, at: number, point: number): number {
  const count = font.readUInt16BE(at + 6) / 2;
  for (let index = 0; index < count; index++) {
    const last = font.readUInt16BE(at + 14 + index * 2);
    if (point > last) continue;
    const first = font.readUInt16BE(at + 16 + count * 2 + index * 2);
    if (point < first) return 0;
    const delta = font.readUInt16BE(at + 16 + count * 4 + index * 2);
    const rangeAt = at + 16 + count * 6 + index * 2;
    const range = font.readUInt16BE(rangeAt);
    if (range === 0) return (point + delta) & 0xffff;
    const glyph = font.readUInt16BE(rangeAt + range + (point - first) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
