import iconv from 'iconv-lite';

/** ESC t n of a TM-T88VI, as names that iconv-lite knows. Pages missing here print nothing and are reported. */
const names: Record<number, string> = {
  0: 'cp437',
  2: 'cp850',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  13: 'cp857',
  14: 'cp737',
  15: 'iso88597',
  16: 'cp1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
  26: 'cp874',
  32: 'cp720',
  33: 'cp775',
  34: 'cp855',
  35: 'cp861',
  36: 'cp862',
  37: 'cp864',
  38: 'cp869',
  39: 'iso88592',
  40: 'iso885915',
  44: 'cp1125',
  45: 'cp1250',
  46: 'cp1251',
  47: 'cp1253',
  48: 'cp1254',
  49: 'cp1255',
  50: 'cp1256',
  51: 'cp1257',
  52: 'cp1258',
  53: 'rk1048',
};

const tables = new Map<number, readonly string[]>();

/** The 256 characters of a page, or null where the simulator has no table of it. */
export function codePage(page: number): readonly string[] | null {
  const known = tables.get(page);
  if (known !== undefined) return known;
  const name = names[page];
  if (page !== 1 && name === undefined) return null;
  const table = Array.from({ length: 256 }, (_, byte) =>
    page === 1 ? katakana(byte) : iconv.decode(Buffer.of(byte), name!),
  );
  tables.set(page, table);
  return table;
}

/**
 * Page 1: ASCII, half-width Katakana of JIS X 0201 from A1 to DF, and line drawing around them as on Japanese home
 * computers.
 */
function katakana(byte: number): string {
  if (byte < 0x80) return String.fromCharCode(byte);
  if (byte < 0xa0) return blocks[byte - 0x80] ?? '\ufffd';
  if (byte >= 0xe0) return signs[byte - 0xe0] ?? '\ufffd';
  return byte === 0xa0 ? ' ' : String.fromCharCode(0xff61 + byte - 0xa1);
}

const blocks = [...'▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯'];
const signs = [...'═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒ '];
