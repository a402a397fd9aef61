/** Reading XML strictly: well-formed, without a document type, element by element with its namespace. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

export const NS = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  eid: 'http://bsi.bund.de/eID/',
  dss: 'urn:oasis:names:tc:dss:1.0:core:schema',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
} as const;

/** Characters that no document has (XML 1.0, 2.2), written out or by number. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const NAME = '[A-Za-z_:][\\w:.-]*';
const VALUE = `"[^<"]*"|'[^<']*'`;
/** What a document is a row of: text, comments, CDATA sections, instructions and tags. */
const PIECE = new RegExp(
  [
    `(?<text>[^<]+)`,
    `<!--(?:(?!--)[^])*-->`,
    `<!\\[CDATA\\[[^]*?\\]\\]>`,
    `<\\?(?![xX][mM][lL][\\s?])${NAME}(?:\\s[^]*?)?\\?>`,
    `<${NAME}(?<attributes>(?:\\s+${NAME}\\s*=\\s*(?:${VALUE}))*)\\s*/?>`,
    `</${NAME}\\s*>`,
  ].join('|'),
  'y',
);
const ATTRIBUTE = new RegExp(VALUE, 'g');
const DECLARATION = /^<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')[^<?]*\?>/;

/**
 * Whether every piece of a text is written as XML 1.0 wants it. The DOM parser repairs some of what is not; what is
 * signed, and what a town acts on, must be read by everybody alike. That tags close each other and that there is one
 * root is the parser's to say. Returned is the number of attributes of each element, in their order.
 */
function readPieces(text: string): number[] | undefined {
  if (NO_CHARACTER.test(text)) return undefined;
  const counts: number[] = [];
  PIECE.lastIndex = DECLARATION.exec(text)?.[0].length ?? 0;
  while (PIECE.lastIndex < text.length) {
    const { groups } = PIECE.exec(text) ?? {};
    if (groups === undefined) return undefined;
    const { text: words = '', attributes } = groups;
    if (words.includes(']]>') || !hasReferences(words) || !hasReferences(attributes ?? '')) return undefined;
    if (attributes !== undefined) counts.push(attributes.match(ATTRIBUTE)?.length ?? 0);
  }
  return counts;
}

/** Every `&` begins a reference that is known without a document type, to a character that there is. */
const hasReferences = (text: string): boolean =>
  [...text.matchAll(/&([^;&]*;?)/g)].every(([, name = '']) => {
    const [, decimal, hexadecimal] = /^#(?:(\d{1,7})|x([\da-fA-F]{1,6}));$/.exec(name) ?? [];
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (Number.isNaN(point)) return /^(?:lt|gt|amp|quot|apos);$/.test(name);
    return point <= 0x10ffff && !NO_CHARACTER.test(String.fromCodePoint(point));
  });

/** The document's root. Never throws, whatever the text is. */
export function parseXml(text: string): Result<Element, 'malformed'> {
  // A document type could define entities that stand for anything, or for very much.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return err('malformed');
  const counts = readPieces(text);
  if (counts === undefined) return err('malformed');
  try {
    const refuse = (level: string, message: string): void => {
      // U+FFFD is a character like others (XML 1.0, 2.2); the parser only guesses at how it came there.
      if (level === 'warning' && message.startsWith('Unicode replacement character')) return;
      throw new Error('not well-formed');
    };
    const root = new DOMParser({ onError: refuse, normalizeLineEndings: lineEnds }).parseFromString(
      text,
      'text/xml',
    ).documentElement;
    if (root === null || !hasPlainNames(root)) return err('malformed');
    // An attribute that is there twice under two prefixes (Namespaces in XML 1.0, 6.3) is one to the parser.
    return inOrder(root).every((element, at) => element.attributes.length === counts[at]) ? ok(root) : err('malformed');
  } catch {
    // The parser's own message quotes the text.
    return err('malformed');
  }
}

/**
 * XML 1.0, 2.11. The parser's own way is that of XML 1.1, which makes line ends of U+0085 and U+2028 too: words of
 * others were changed, and what is signed with them.
 */
const lineEnds = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** The names of this interface are ASCII; other parsers disagree about which letters else a name may have. */
function hasPlainNames(element: Element): boolean {
  const names = [element.nodeName, ...[...element.attributes].map(({ name }) => name)];
  return (
    names.every((name) => /^[\w:.-]+$/.test(name)) &&
    hasOwnAttributes(element) &&
    childrenOf(element).every(hasPlainNames)
  );
}

/** No prefix bound to nothing, none of the reserved ones bound anew (Namespaces in XML 1.0, 2.2 and 3). */
const hasOwnAttributes = (element: Element): boolean =>
  [...element.attributes].every(
    ({ name, value }) => !(name.startsWith('xmlns:') && value === '') && !/^xmlns:xml(?:ns)?$/i.test(name),
  );

const inOrder = (element: Element): Element[] => [element, ...childrenOf(element).flatMap(inOrder)];

/** `null`: an element without a namespace. */
export const isElement = (element: Element, namespace: string | null, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name;

export const childrenOf = (element: Element): Element[] =>
  [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);

/** The only child of that name; undefined where there is none, or more than one. */
export function childOf(element: Element, namespace: string | null, name: string): Element | undefined {
  const found = childrenOf(element).filter((child) => isElement(child, namespace, name));
  return found.length === 1 ? found[0] : undefined;
}

/** Text of an element that has nothing but text, without blanks around it: some servers break their lines. */
const textOf = (element: Element): string | undefined =>
  childrenOf(element).length === 0 ? (element.textContent ?? '').trim() : undefined;

/** Text of the only child of that name; an empty one counts as missing. */
export function childText(element: Element, namespace: string | null, name: string): string | undefined {
  const child = childOf(element, namespace, name);
  const text = child === undefined ? undefined : textOf(child);
  return text === '' ? undefined : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
