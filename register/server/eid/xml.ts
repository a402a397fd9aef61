/** Reading XML strictly: well-formed, without a document type, element by element with its namespace. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { err, ok } from '../../result.ts';
import type { Result } from '../../result.ts';

export const NS = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  eid: 'http://bsi.bund.de/eID/',
  dss: 'urn:oasis:names:tc:dss:1.0:core:schema',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
} as const;

/** The document's root. Never throws, whatever the text is. */
export function parseXml(text: string): Result<Element, 'malformed'> {
  // A document type could define entities that stand for anything, or for very much.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return err('malformed');
  try {
    const refuse = (): never => { throw new Error('not well-formed'); };
    const root = new DOMParser({ onError: refuse }).parseFromString(text, 'text/xml').documentElement;
    return root === null || !hasPlainNames(root) ? err('malformed') : ok(root);
  } catch {
    // The parser's own message quotes the text.
    return err('malformed');
  }
}

/** The names of this interface are ASCII; other parsers disagree about which letters else a name may have. */
function hasPlainNames(element: Element): boolean {
  const names = [element.nodeName, ...[...element.attributes].map(({ name }) => name)];
  return names.every((name) => /^[\w:.-]+$/.test(name)) && childrenOf(element).every(hasPlainNames);
}

/** `null`: an element without a namespace. */
export const isElement = (element: Element, namespace: string | null, name: string): boolean => element.namespaceURI === namespace && element.localName === name;

export const childrenOf = (element: Element): Element[] => [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);

/** The only child of that name; undefined where there is none, or more than one. */
export function childOf(element: Element, namespace: string | null, name: string): Element | undefined {
  const found = childrenOf(element).filter((child) => isElement(child, namespace, name));
  return found.length === 1 ? found[0] : undefined;
}

/** Text of an element that has nothing but text, without blanks around it: some servers break their lines. */
const textOf = (element: Element): string | undefined => (childrenOf(element).length === 0 ? (element.textContent ?? '').trim() : undefined);

/** Text of the only child of that name; an empty one counts as missing. */
export function childText(element: Element, namespace: string | null, name: string): string | undefined {
  const child = childOf(element, namespace, name);
  const text = child === undefined ? undefined : textOf(child);
  return text === '' ? undefined : text;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
