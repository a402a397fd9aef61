/** A client of Open311 GeoReport v2: JSON where the server speaks it, otherwise XML, which every server must. */
import type { Element } from '@xmldom/xmldom';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import type { TimeSource } from '../../../../base/clock.ts';
import { childrenOf, parseXml } from '../../eid/xml.ts';
import { exchange, readJson } from '../http.ts';
import type { HttpFault } from '../http.ts';

/**
 * `rate-limited`: the other side wants to be left alone for a while. `forbidden`: it does not know the key. `gone`: it
 * knows no such thing. `refused`: it will never take this. `server`: it made a mistake. `unnamed`: it took a request,
 * and its answer does not say, or not so that it can be read, under which name.
 */
export type Open311Fault = HttpFault | 'rate-limited' | 'forbidden' | 'gone' | 'refused' | 'server' | 'unnamed';

/** Each value as text; what has none is not there. */
export type Item = Readonly<Record<string, string>>;
export interface Attribute {
  readonly code: string;
  readonly datatype: string;
  readonly required: boolean;
  readonly description: string;
  readonly values: readonly { readonly key: string; readonly name: string }[];
}

export interface Open311ClientOptions {
  /** Without a slash at its end: what `/services.json` is put after. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly jurisdiction?: string | undefined;
  /** Default `json`. */
  readonly format?: 'json' | 'xml' | undefined;
  readonly clock: TimeSource;
}

/** Milliseconds, where the other side says none. */
const PAUSE = 60_000;

type Arguments = Readonly<Record<string, string | readonly string[]>>;
interface Asking {
  readonly form?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onStatus?: (status: number) => void;
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

export function createOpen311Client({ url, apiKey, jurisdiction, format = 'json', clock }: Open311ClientOptions) {
  let quietUntil = 0;

  async function ask(
    path: string,
    arguments_: Arguments = {},
    { form = false, signal, onStatus }: Asking = {},
  ): Promise<Result<string, Open311Fault>> {
    if (clock.now() < quietUntil) return err('rate-limited');
    const values = new URLSearchParams(jurisdiction === undefined ? {} : { jurisdiction_id: jurisdiction });
    if (form && apiKey !== undefined) values.set('api_key', apiKey);
    // A list, also of one value, has brackets behind its name (GeoReport v2, POST Service Request, `multivaluelist`):
    // without them PHP keeps the last value alone.
    for (const [name, value] of Object.entries(arguments_)) {
      if (typeof value === 'string') values.append(name, value);
      else for (const one of value) values.append(`${name}[]`, one);
    }
    const at = `${url}/${path}.${format}`;
    const headers = { accept: format === 'json' ? 'application/json' : 'text/xml, application/xml' };
    const sent = { signal, ...(onStatus === undefined ? {} : { onStatus }) };
    const answer = form
      ? await exchange(
          at,
          { method: 'POST', headers: { ...headers, ...FORM }, body: values.toString(), ...sent },
          clock.now(),
        )
      : await exchange(values.size === 0 ? at : `${at}?${values}`, { headers, ...sent }, clock.now());
    if (!answer.ok) return answer;
    const { status, retryAfter, text } = answer.value;
    if (status >= 200 && status < 300) return ok(text);
    if (status === 429 || (status === 503 && retryAfter !== undefined)) {
      quietUntil = clock.now() + (retryAfter === undefined ? PAUSE : retryAfter * 1000);
      return err('rate-limited');
    }
    if (status >= 500) return err('server');
    return err(
      status === 401 || status === 403
        ? 'forbidden'
        : status === 404 || status === 410
          ? 'gone'
          : status === 408
            ? 'timeout'
            : 'refused',
    );
  }
  async function list(
    path: string,
    names: readonly [string, string],
    arguments_?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Result<Item[], Open311Fault>> {
    const text = await ask(path, arguments_, { signal });
    return text.ok ? readItems(text.value, format, names) : text;
  }
  const REQUESTS = ['service_requests', 'request'] as const;

  return {
    services: (signal?: AbortSignal) => list('services', ['services', 'service'], {}, signal),
    async definition(
      code: string,
      signal?: AbortSignal,
    ): Promise<Result<{ code: string; attributes: Attribute[] }, Open311Fault>> {
      const text = await ask(`services/${encodeURIComponent(code)}`, {}, { signal });
      return text.ok ? readDefinition(text.value, format) : text;
    },
    /**
     * `service_request_id`, or a `token` for it, and what the server wants to say. After any 2xx it has the request:
     * then its name, or `unnamed`.
     */
    async create(
      arguments_: Readonly<Record<string, string | readonly string[]>>,
      signal?: AbortSignal,
    ): Promise<Result<Item, Open311Fault>> {
      let taken = false;
      const text = await ask('requests', arguments_, {
        form: true,
        signal,
        onStatus: (status) => {
          taken = status >= 200 && status < 300;
        },
      });
      if (!text.ok) return taken ? err('unnamed') : text;
      const item = onlyOne(readItems(text.value, format, REQUESTS));
      return item.ok && (item.value.service_request_id ?? item.value.token) !== undefined ? item : err('unnamed');
    },
    requests: (filter: Readonly<Record<string, string>>, signal?: AbortSignal) =>
      list('requests', REQUESTS, filter, signal),
    request: async (id: string, signal?: AbortSignal): Promise<Result<Item, Open311Fault>> =>
      onlyOne(await list(`requests/${encodeURIComponent(id)}`, REQUESTS, {}, signal)),
    /** Without a `service_request_id` it has none yet. */
    token: async (token: string, signal?: AbortSignal): Promise<Result<Item, Open311Fault>> =>
      onlyOne(await list(`tokens/${encodeURIComponent(token)}`, REQUESTS, {}, signal)),
  };
}

function onlyOne(items: Result<Item[], Open311Fault>): Result<Item, Open311Fault> {
  if (!items.ok) return items;
  const [item] = items.value;
  return item === undefined ? err('gone') : ok(item);
}

/**
 * As JSON would say it: text where an element has nothing but text, else an object, with a list where a name occurs
 * again.
 */
function treeOf(element: Element): unknown {
  const children = childrenOf(element);
  if (children.length === 0) return (element.textContent ?? '').trim();
  const named = Map.groupBy(children, ({ localName }) => localName ?? '');
  return Object.fromEntries(
    [...named].map(([name, all]) => {
      const trees = all.map(treeOf);
      return [name, trees.length === 1 ? trees[0] : trees];
    }),
  );
}

function readXml(text: string): unknown {
  const root = parseXml(text.replace(/^\ufeff/, '').trimStart());
  return root.ok ? { [root.value.localName ?? '']: treeOf(root.value) } : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
const alone = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
const flat = (value: Record<string, unknown>): Item =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, given]) => {
      // Some servers put each value into a list of its own.
      const one = alone(given);
      return typeof one === 'string' && one !== ''
        ? [[name, one]]
        : typeof one === 'number' || typeof one === 'boolean'
          ? [[name, String(one)]]
          : [];
    }),
  );

/** An object with one of these is an item that stands alone. */
const NAMES = ['service_request_id', 'token', 'service_code'];

/**
 * What a list of this name holds. Servers write it as the specification's JSON (`[…]`) and as its XML turned into JSON:
 * in `list`, in `item`, in both, each item in an `item` of its own, one item without a list.
 */
export function readItems(
  text: string,
  format: 'json' | 'xml',
  names: readonly [list: string, item: string],
): Result<Item[], 'answer'> {
  const value = format === 'json' ? readJson(text) : rootOf(readXml(text), names);
  const items = itemsOf(value, names);
  return items !== undefined && items.every(isObject) ? ok(items.map(flat)) : err('answer');
}

/** Some servers name the root otherwise; it is known by what it holds then. */
function rootOf(value: unknown, [list, item]: readonly [string, string]): unknown {
  if (!isObject(value) || list in value || item in value) return value;
  const [inner] = Object.values(value);
  return isObject(inner) && item in inner ? inner : undefined;
}

function itemsOf(value: unknown, names: readonly [string, string]): unknown[] | undefined {
  const [list, item] = names;
  if (Array.isArray(value)) {
    return value.map((one: unknown) => (isObject(one) && item in one && isObject(one[item]) ? one[item] : one));
  }
  if (!isObject(value)) return undefined;
  if (list in value) return value[list] === '' || value[list] === null ? [] : itemsOf(value[list], names);
  if (item in value) return listOf(value[item] ?? undefined);
  return NAMES.some((name) => name in value) ? [value] : undefined;
}

export function readDefinition(
  text: string,
  format: 'json' | 'xml',
): Result<{ code: string; attributes: Attribute[] }, 'answer'> {
  const value = format === 'json' ? readJson(text) : readXml(text);
  const whole =
    isObject(value) && isObject(value.service_definition)
      ? value.service_definition
      : Array.isArray(value)
        ? (value[0] as unknown)
        : value;
  if (!isObject(whole)) return err('answer');
  const inner = (from: unknown, name: string): Record<string, unknown>[] =>
    listOf(isObject(from) ? from[name] : from).filter(isObject);
  const { service_code: code = '' } = flat(whole);
  return ok({
    code,
    attributes: inner(whole.attributes, 'attribute').map((one) => {
      const { code: attribute = '', datatype = 'string', required = 'false', description = '' } = flat(one);
      return {
        code: attribute,
        datatype,
        required: required === 'true',
        description,
        values: inner(one.values, 'value')
          .map(flat)
          .map(({ key = '', name = '' }) => ({ key, name })),
      };
    }),
  });
}
