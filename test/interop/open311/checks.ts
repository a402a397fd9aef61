/** What GeoReport v2 asks of a server, over the wire and with parsers of our own choice: the same for any server. */
import { DOMParser } from '@xmldom/xmldom';
import type { Element } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';

/**
 * Both have `001` without attributes and `002` with `ART` (`ast`, `faul`), which is required, and `HOEHE`, a number.
 */
export interface Subject {
  readonly url: string;
  readonly apiKey: string;
  readonly jurisdiction: string;
  /** Milliseconds. */
  now(): number;
  /** Closes a request as the office that works on it does. */
  close(id: string): Promise<void> | void;
}

const GERMAN = 'Größe <1 m> & „schief“';
const W3C = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/;

const children = (element: Element): Element[] =>
  [...element.childNodes].filter((node): node is Element => node.nodeType === 1);
/** An element as JSON would have it: text, or its children by name. */
const record = (element: Element): Record<string, string> =>
  Object.fromEntries(children(element).map((child) => [child.tagName, child.textContent ?? '']));

export function geoReportChecks(label: string, subject: () => Subject): void {
  const get = (path: string, query = '') => fetch(`${subject().url}/${path}${query}`);
  const post = (format: string, form: Record<string, string>) =>
    fetch(`${subject().url}/requests.${format}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ api_key: subject().apiKey, ...form }),
    });
  async function items(response: Response, list: string, item: string): Promise<Record<string, unknown>[]> {
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    if (type.startsWith('application/json')) return JSON.parse(text) as Record<string, unknown>[];
    expect(type).toMatch(/^text\/xml; ?charset=utf-8$/i);
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/i);
    const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
    expect(root?.tagName).toBe(list);
    return children(root as Element).map((child) => {
      expect(child.tagName).toBe(item);
      return record(child);
    });
  }
  const requests = (response: Response) => items(response, 'service_requests', 'request');
  const made = async (form: Record<string, string>, format = 'json'): Promise<string> => {
    const response = await post(format, form);
    expect([200, 201]).toContain(response.status);
    const [request, ...more] = await requests(response);
    expect(more).toEqual([]);
    return String(request?.service_request_id);
  };
  const AT = { lat: '52.5', long: '13.25' };

  describe.each(['json', 'xml'])(`${label}: %s`, (format) => {
    async function refused(response: Response, status: number) {
      expect(response.status).toBe(status);
      const [error] = await items(response, 'errors', 'error');
      expect([String(error?.code), String(error?.description).length > 0]).toEqual([String(status), true]);
    }

    test('lists services, and which of them have a definition', async () => {
      const services = await items(await get(`services.${format}`), 'services', 'service');
      expect(services.map(({ service_code: code, metadata, type }) => [code, String(metadata), type])).toEqual([
        ['001', 'false', 'realtime'],
        ['002', 'true', 'realtime'],
      ]);
      for (const service of services)
        expect(Object.keys(service)).toEqual(
          expect.arrayContaining([
            'service_code',
            'service_name',
            'description',
            'metadata',
            'type',
            'keywords',
            'group',
          ]),
        );
    });

    test('gives a definition with its attributes and their values', async () => {
      const response = await get(`services/002.${format}`);
      const text = await response.text();
      if (format === 'json') {
        const { service_code: code, attributes } = JSON.parse(text) as {
          service_code: string;
          attributes: Record<string, unknown>[];
        };
        expect([
          code,
          attributes.map((one) => [one.code, one.datatype, one.required, one.variable, one.order]),
        ]).toEqual([
          '002',
          [
            ['ART', 'singlevaluelist', true, true, 1],
            ['HOEHE', 'number', false, true, 2],
          ],
        ]);
        expect(attributes[0]?.values).toEqual([
          { key: 'ast', name: 'Ast ab' },
          { key: 'faul', name: 'Faul <innen>' },
        ]);
        return;
      }
      const [code, attributes] = children(new DOMParser().parseFromString(text, 'text/xml').documentElement as Element);
      expect([code?.tagName, code?.textContent, attributes?.tagName]).toEqual(['service_code', '002', 'attributes']);
      const [art] = children(attributes as Element);
      const values = children(art as Element).find(({ tagName }) => tagName === 'values');
      expect(children(values as Element).map(record)).toEqual([
        { key: 'ast', name: 'Ast ab' },
        { key: 'faul', name: 'Faul <innen>' },
      ]);
    });

    test('a request is made, found and closed', async () => {
      const id = await made({ service_code: '001', description: GERMAN, address_string: 'Am Markt 1', ...AT }, format);
      const [request] = await requests(await get(`requests/${id}.${format}`));
      expect(request).toMatchObject({
        service_request_id: id,
        status: 'open',
        service_code: '001',
        description: GERMAN,
        address: 'Am Markt 1',
      });
      expect([Number(request?.lat), Number(request?.long)]).toEqual([52.5, 13.25]);
      expect([request?.requested_datetime, request?.updated_datetime]).toEqual([
        expect.stringMatching(W3C),
        expect.stringMatching(W3C),
      ]);
      expect(Date.parse(String(request?.requested_datetime))).toBe(Math.floor(subject().now() / 1000) * 1000);
      await subject().close(id);
      expect((await requests(await get(`requests/${id}.${format}`)))[0]).toMatchObject({ status: 'closed' });
    });

    test('lists requests by id, service, time and status', async () => {
      const [one, two] = [
        await made({ service_code: '001', ...AT }),
        await made({ service_code: '002', 'attribute[ART]': 'ast', address_string: 'x' }),
      ];
      await subject().close(two);
      const ids = async (query: string) =>
        (await requests(await get(`requests.${format}`, query))).map(({ service_request_id: id }) => String(id));
      expect((await ids(`?service_request_id=${one},${two}`)).sort()).toEqual([one, two].sort());
      const all = await ids('');
      expect(all).toEqual(expect.arrayContaining([one, two]));
      expect(await ids('?service_code=001')).toEqual(expect.arrayContaining([one]));
      expect(await ids('?service_code=001')).not.toContain(two);
      expect(await ids('?status=closed')).toContain(two);
      expect(await ids('?status=closed')).not.toContain(one);
      expect((await ids('?status=open,closed')).length).toBe(all.length);
      const at = (hours: number): string =>
        new Date(subject().now() + hours * 3_600_000).toISOString().replace(/\.\d+/, '');
      expect(await ids(`?start_date=${at(-1)}&end_date=${at(1)}`)).toEqual(expect.arrayContaining([one, two]));
      expect(await ids(`?start_date=${at(-3)}&end_date=${at(-2)}`)).toEqual([]);
      await refused(await get(`requests.${format}`, '?status=lost'), 400);
      await refused(await get(`requests.${format}`, '?start_date=gestern'), 400);
    });

    test('a token leads to its request', async () => {
      const id = await made({ service_code: '001', ...AT });
      expect(await requests(await get(`tokens/${id}.${format}`))).toEqual([
        expect.objectContaining({ service_request_id: id, token: id }),
      ]);
      await refused(await get(`tokens/nichts.${format}`), 404);
    });

    test('attributes must be complete, and their values from the list', async () => {
      await refused(await post(format, { service_code: '002', ...AT }), 400);
      await refused(await post(format, { service_code: '002', 'attribute[ART]': 'blitz', ...AT }), 400);
      await made({ service_code: '002', 'attribute[ART]': 'faul', 'attribute[HOEHE]': '12.5', ...AT }, format);
    });

    test('errors have the form of the specification', async () => {
      await refused(await post(format, { service_code: '001', ...AT, api_key: 'falsch' }), 403);
      await refused(await post(format, { service_code: '001', ...AT, jurisdiction_id: 'anderswo' }), 404);
      await refused(await post(format, { ...AT }), 400);
      await refused(await post(format, { service_code: '999', ...AT }), 404);
      await refused(await post(format, { service_code: '001', description: 'irgendwo' }), 400);
      await refused(await get(`services/999.${format}`), 404);
      await refused(await get(`requests/nichts.${format}`), 404);
      await refused(await get(`services.${format}`, '?jurisdiction_id=anderswo'), 404);
      expect((await get(`services.${format}`, `?jurisdiction_id=${subject().jurisdiction}`)).status).toBe(200);
    });
  });
}
