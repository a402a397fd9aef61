/**
 * A small server of GeoReport v2, from the specification alone, in memory. Like some of the real ones it may give a
 * token first, and it may lose an answer.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Stored {
  id: string;
  code: string;
  open: boolean;
  description: string;
  address: string;
  lat: string;
  long: string;
  requested: string;
  updated: string;
  form: URLSearchParams;
}
export type Open311Fault = 'lost' | 'cut' | 'rate-limited' | 'server';

const SERVICES = [
  { code: '001', name: 'Schlagloch', description: 'Loch in der Straße & am Weg', attributes: [] },
  {
    code: '002',
    name: 'Baum',
    description: 'Schaden an einem Baum',
    attributes: [
      {
        code: 'ART',
        datatype: 'singlevaluelist',
        required: true,
        description: 'Welcher Schaden?',
        values: [
          ['ast', 'Ast ab'],
          ['faul', 'Faul <innen>'],
        ],
      },
      { code: 'HOEHE', datatype: 'number', required: false, description: 'Höhe in m', values: [] },
    ],
  },
] as const;

const entity = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const tag = (name: string, inner: string): string => `<${name}>${inner}</${name}>`;
const flat = (item: Record<string, unknown>): string =>
  Object.entries(item)
    .map(([name, value]) => tag(name, value === null ? '' : entity(String(value))))
    .join('');

export async function startOpen311({
  apiKey,
  jurisdiction,
  now,
}: {
  readonly apiKey: string;
  readonly jurisdiction: string;
  now(): number;
}) {
  const stored: Stored[] = [];
  const faults: (Open311Fault | undefined)[] = [];
  const pending = new Map<string, string>();
  let tokensFirst = false;
  let listed = true;
  const instant = (): string => new Date(now()).toISOString().replace(/\.\d+/, '');

  const shown = (one: Stored) => ({
    service_request_id: one.id,
    status: one.open ? 'open' : 'closed',
    status_notes: null,
    service_name: SERVICES.find(({ code }) => code === one.code)?.name ?? null,
    service_code: one.code,
    description: one.description,
    requested_datetime: one.requested,
    updated_datetime: one.updated,
    expected_datetime: null,
    address: one.address,
    address_id: null,
    zipcode: null,
    lat: one.lat === '' ? null : Number(one.lat),
    long: one.long === '' ? null : Number(one.long),
    media_url: null,
  });

  function route(
    method: string,
    path: string,
    query: URLSearchParams,
    form: URLSearchParams,
  ): { status: number; json: unknown; xml: string } {
    const list = (outer: string, inner: string, items: Record<string, unknown>[], status = 200) => ({
      status,
      json: items,
      xml: tag(outer, items.map((item) => tag(inner, flat(item))).join('')),
    });
    const wrong = (status: number, description: string) =>
      list('errors', 'error', [{ code: status, description }], status);
    const asked = (method === 'POST' ? form : query).get('jurisdiction_id');
    if (asked !== null && asked !== jurisdiction) return wrong(404, 'jurisdiction_id not found');
    const [, collection = '', name = ''] = /^\/v2\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const id = decodeURIComponent(name);
    switch (`${method} ${collection}${name === '' ? '' : '/'}`) {
      case 'GET services':
        return list(
          'services',
          'service',
          SERVICES.map(({ code, name: label, description, attributes }) => ({
            service_code: code,
            service_name: label,
            description,
            metadata: attributes.length > 0,
            type: 'realtime',
            keywords: '',
            group: '',
          })),
        );
      case 'GET services/': {
        const service = SERVICES.find(({ code }) => code === id);
        if (service === undefined) return wrong(404, 'service_code not found');
        const attributes = service.attributes.map(({ values, ...one }, order) => ({
          variable: true,
          ...one,
          datatype_description: '',
          order: order + 1,
          values: values.map(([key, label]) => ({ key, name: label })),
        }));
        const xml = attributes
          .map(({ values, ...one }) =>
            tag('attribute', flat(one) + tag('values', values.map((value) => tag('value', flat(value))).join(''))),
          )
          .join('');
        return {
          status: 200,
          json: { service_code: id, attributes },
          xml: tag('service_definition', tag('service_code', id) + tag('attributes', xml)),
        };
      }
      case 'POST requests': {
        if (form.get('api_key') !== apiKey) return wrong(403, 'api_key missing or invalid');
        const service = SERVICES.find(({ code }) => code === form.get('service_code'));
        if (service === undefined)
          return form.get('service_code') === null
            ? wrong(400, 'service_code missing')
            : wrong(404, 'service_code not found');
        const place =
          (form.get('lat') !== null && form.get('long') !== null) ||
          form.get('address_string') !== null ||
          form.get('address_id') !== null;
        if (!place) return wrong(400, 'a location is missing');
        if (service.attributes.some((one) => one.required && form.get(`attribute[${one.code}]`) === null))
          return wrong(400, 'an attribute is missing');
        if (
          service.attributes.some(
            (one) => one.values.length > 0 && !one.values.some(([key]) => key === form.get(`attribute[${one.code}]`)),
          )
        )
          return wrong(400, 'an attribute does not fit');
        const made = String(638_344 + stored.length);
        stored.push({
          id: made,
          code: service.code,
          open: true,
          description: form.get('description') ?? '',
          address: form.get('address_string') ?? '',
          lat: form.get('lat') ?? '',
          long: form.get('long') ?? '',
          requested: instant(),
          updated: instant(),
          form,
        });
        if (!tokensFirst)
          return list(
            'service_requests',
            'request',
            [{ service_request_id: made, service_notice: 'Danke & bis bald', account_id: null }],
            201,
          );
        pending.set(`t-${made}`, '');
        return list(
          'service_requests',
          'request',
          [{ token: `t-${made}`, service_notice: null, account_id: null }],
          201,
        );
      }
      case 'GET requests': {
        if (!listed) return wrong(404, 'not supported');
        const many = (key: string) => query.get(key)?.split(',');
        const ids = many('service_request_id');
        const status = many('status');
        const [from, to] = [query.get('start_date'), query.get('end_date')];
        if ([from, to].some((text) => text !== null && Number.isNaN(Date.parse(text)))) return wrong(400, 'no date');
        if (status?.some((one) => one !== 'open' && one !== 'closed') === true) return wrong(400, 'no status');
        const found = stored.filter((one) =>
          ids !== undefined
            ? ids.includes(one.id)
            : (many('service_code')?.includes(one.code) ?? true) &&
              (status?.includes(one.open ? 'open' : 'closed') ?? true) &&
              (from === null || one.requested >= instantOf(from)) &&
              (to === null || one.requested <= instantOf(to)),
        );
        return list('service_requests', 'request', found.map(shown));
      }
      case 'GET requests/': {
        const one = stored.find((request) => request.id === id);
        return one === undefined
          ? wrong(404, 'service_request_id not found')
          : list('service_requests', 'request', [shown(one)]);
      }
      case 'GET tokens/': {
        const known = pending.get(id) ?? stored.find((request) => request.id === id)?.id;
        if (known === undefined) return wrong(404, 'token not found');
        return list('service_requests', 'request', [
          known === '' ? { token: id } : { service_request_id: known, token: id },
        ]);
      }
      default:
        return wrong(404, 'nothing here');
    }
  }
  const instantOf = (text: string): string => new Date(text).toISOString().replace(/\.\d+/, '');

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const fault = request.method === 'POST' ? faults.shift() : undefined;
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'rate-limited') return void response.writeHead(429, { 'retry-after': '30' }).end();
    if (fault === 'server') return void response.writeHead(500).end();
    const [, path = '', format] = /^(.*)\.(json|xml)$/.exec(pathname) ?? [];
    if (format === undefined) return void response.writeHead(404).end();
    const { status, json, xml } = route(
      request.method ?? 'GET',
      path,
      searchParams,
      new URLSearchParams(Buffer.concat(parts).toString('utf8')),
    );
    if (fault === 'lost') return void request.socket.destroy();
    response
      .writeHead(status, {
        'content-type': format === 'json' ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8',
      })
      .end(format === 'json' ? JSON.stringify(json) : `<?xml version="1.0" encoding="utf-8"?>${xml}`);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    stored,
    faults,
    tokensFirst: (first: boolean) => void (tokensFirst = first),
    listed: (shows: boolean) => void (listed = shows),
    /** A token has its request now. */
    resolve: () => {
      for (const token of pending.keys()) pending.set(token, token.slice(2));
    },
    close(id: string) {
      const one = stored.find((request) => request.id === id);
      if (one === undefined) throw new Error('no such request');
      one.open = false;
      one.updated = instant();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
