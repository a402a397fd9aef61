import { describe, expect, it } from 'vitest';
import { demoCatalogue } from '../harness/catalogue.ts';
import { MONDAY_MORNING, bootHeart, keysOf, type Heart } from '../harness/heart.ts';

async function searching(
  language: 'de' | 'en' | 'ar' = 'de',
  options: Parameters<typeof bootHeart>[0] = {},
): Promise<Heart> {
  const heart = await bootHeart(options);
  await heart.enter(language);
  await heart.touch({ type: 'open-tile', id: 'information' });
  return heart;
}

describe('S1: search, service, office, slip', () => {
  it.each(['de', 'en', 'ar'] as const)('in %s from the first letter to the printed slip', async (language) => {
    const heart = await searching(language);
    expect(heart.screen('search')).toMatchObject({ query: '', results: null });
    expect(heart.screen('search').categories.length).toBeGreaterThan(3);
    await heart.type('reisepas');
    expect(heart.screen('search').results?.[0]?.id).toBe('reisepass');
    await heart.touch({ type: 'open-service', id: 'reisepass' });
    const service = heart.screen('service');
    expect(service.description.language).toBe(language);
    expect(service.requirements?.blocks.length).toBeGreaterThan(0);
    expect(service.fee.words).toBeDefined();
    expect(service.offices.map(({ id }) => id)).toEqual(['buergerbuero', 'buergerbuero-nord']);
    expect(service.offices[0]).toMatchObject({
      openNow: { state: 'open' },
      appointment: { key: 'appointment.possible' },
    });
    await heart.touch({ type: 'open-office', id: 'buergerbuero' });
    const office = heart.screen('office');
    expect(office.hours).toHaveLength(7);
    expect(office.card.address[0]).toBe('Marktplatz 1');
    await heart.touch('print');
    expect(heart.screen('notice').title.key).toBe('printed.title');
    expect(heart.printer.papers[0]).toMatchObject({ language, direction: language === 'ar' ? 'rtl' : 'ltr' });
    await heart.touch('back');
    expect(heart.screen('office')).toEqual(office);
    await heart.touch('show-qr');
    expect(heart.screen('qr').code.caption.key).toBe('qr.link');
    await heart.touch('back', 'back');
    expect(heart.view.screen.kind).toBe('service');
  });

  it('by category: only services of it, in the order of the alphabet', async () => {
    const heart = await searching();
    const [category] = heart.screen('search').categories;
    if (category === undefined) throw new Error('Musterstadt has no categories');
    await heart.touch({ type: 'open-category', id: category.id });
    const { services } = heart.screen('category');
    expect(services).toHaveLength(category.count);
    const names = services.map((one) => one.name.text);
    expect(names).toEqual([...names].sort(new Intl.Collator('de').compare));
    await heart.touch({ type: 'open-service', id: services[0]?.id ?? '' });
    await heart.touch('back', 'back');
    expect(heart.view.screen.kind).toBe('search');
  });

  it('says when nothing was found, with the word, and the topics stay one touch away', async () => {
    const heart = await searching();
    await heart.type('qqqqqq');
    expect(heart.screen('search')).toMatchObject({
      results: [],
      hint: { key: 'search.nothing', values: { query: 'qqqqqq' } },
    });
    const topic = heart.screen('search').categories[0]?.id ?? '';
    await heart.touch({ type: 'open-category', id: topic });
    expect(heart.view.screen.kind).toBe('category');
    await heart.touch('back', 'clear');
    await heart.type('hund');
    expect(await heart.refuses({ type: 'open-category', id: topic })).toBe(true);
    await heart.touch('clear');
    expect(heart.screen('search').results).toBeNull();
  });

  it('keeps the query and the trail on the way back', async () => {
    const heart = await searching();
    await heart.type('hund');
    const found = heart.screen('search');
    const id = found.results?.[0]?.id ?? '';
    await heart.touch({ type: 'open-service', id }, { type: 'choose-language', language: 'en' }, 'back', {
      type: 'choose-language',
      language: 'de',
    });
    expect(heart.screen('search')).toEqual(found);
  });

  it('takes letters of several code points as one, and no more than 60', async () => {
    const heart = await searching();
    await heart.touch({ type: 'key', key: 'C̆' }, { type: 'key', key: 'a' }, 'erase', 'erase');
    expect(heart.screen('search').query).toBe('');
    for (let count = 0; count < 65; count += 1) await heart.touch({ type: 'key', key: 'ä' });
    expect(heart.screen('search').query).toHaveLength(60);
  });

  it('opens nothing that the screen does not show', async () => {
    const heart = await searching();
    expect(await heart.refuses({ type: 'open-service', id: 'reisepass' })).toBe(true);
    expect(await heart.refuses({ type: 'open-office', id: 'buergerbuero' })).toBe(true);
    await heart.type('hund');
    expect(await heart.refuses({ type: 'open-service', id: 'reisepass' })).toBe(true);
  });
});

describe("when the catalogue changes under the visitor's hands", () => {
  it('says that the page is gone, and the way back works', async () => {
    const heart = await searching();
    await heart.type('reisepass');
    await heart.touch({ type: 'open-service', id: 'reisepass' });
    const { services, ...rest } = demoCatalogue();
    heart.register.current = {
      ...rest,
      version: 'musterstadt-2',
      services: services.filter(({ id }) => id !== 'reisepass'),
    };
    await heart.advance(59_000);
    await heart.touch('touch');
    await heart.advance(2_000);
    expect(heart.screen('notice')).toMatchObject({
      title: { key: 'information.gone.title' },
      actions: ['home', 'done'],
    });
    expect(heart.last('catalogue.updated')).toMatchObject({ version: 'musterstadt-2' });
    await heart.touch('back');
    expect(heart.screen('search').results?.map(({ id }) => id)).not.toContain('reisepass');
  });
});

describe('closures and maintenance', () => {
  const closed = demoCatalogue({
    closures: [
      {
        id: 'c',
        office: 'buergerbuero',
        from: '2026-11-23',
        to: '2026-11-25',
        reason: { de: 'Betriebsausflug', en: 'Outing' },
        phone: '030 23125 100',
        cutOff: '2026-11-20',
        urgent: { de: 'Bürgerbüro Nord' },
      },
    ],
    maintenance: [
      {
        id: 'm',
        service: 'document-status',
        from: '2026-11-23T09:00:00+01:00',
        to: '2026-11-23T10:00:00+01:00',
        reason: { de: 'Wartung' },
      },
      {
        id: 'n',
        service: 'reisepass',
        from: '2026-11-25T09:00:00+01:00',
        to: '2026-11-25T10:00:00+01:00',
        reason: { de: 'Neue Technik' },
      },
    ],
  });

  it('are shown where they matter: the office is closed, its days too, the phone that works, the urgent way', async () => {
    const heart = await searching('en', { catalogue: closed });
    await heart.type('reisepass');
    await heart.touch({ type: 'open-service', id: 'reisepass' });
    const [office] = heart.screen('service').offices;
    expect(office).toMatchObject({
      openNow: { state: 'closed', text: { key: 'open.closure' } },
      closures: [
        {
          when: 'now',
          reason: { text: 'Outing', language: 'en' },
          urgent: { text: 'Bürgerbüro Nord', language: 'de' },
        },
      ],
    });
    expect(keysOf(office?.closures[0]?.lines)).toEqual(['closure.phone']);
    expect(heart.screen('service').maintenance).toMatchObject([
      { reason: { text: 'Neue Technik', language: 'de' }, when: { key: 'service.maintenanceWhen' } },
    ]);
    await heart.touch({ type: 'open-office', id: 'buergerbuero' });
    expect(heart.screen('office').hours.map(({ times }) => times[0]?.key)).toEqual([
      'open.closedDay',
      'open.closedDay',
      'open.closedDay',
      'open.span',
      'open.span',
      'open.closedDay',
      'open.closedDay',
    ]);
  });

  it('take a tile away while they last', async () => {
    const heart = await bootHeart({ catalogue: closed });
    await heart.enter();
    const tile = () => heart.screen('home').groups[0]?.tiles[0];
    expect(tile()?.unavailable?.key).toBe('tile.maintenance');
    await heart.advance(29 * 60_000 + 59_000);
    if (heart.view.screen.kind === 'attract') await heart.enter();
    expect(tile()?.unavailable?.key).toBe('tile.maintenance');
    await heart.advance(60_000);
    if (heart.view.overlay !== undefined) await heart.touch('stay');
    expect(heart.clock.now()).toBeGreaterThan(MONDAY_MORNING + 30 * 60_000);
    expect(tile()?.unavailable).toBeUndefined();
  });

  it('do not send anybody to an office on a day on which it is closed', async () => {
    const { closures, ...rest } = closed;
    const heart = await searching('de', {
      catalogue: { ...rest, closures: closures.map((one) => ({ ...one, from: '2026-11-24' })) },
      now: Date.parse('2026-11-23T19:00:00+01:00'),
    });
    await heart.type('reisepass');
    await heart.touch({ type: 'open-service', id: 'reisepass' });
    expect(heart.screen('service').offices[0]?.openNow).toEqual({
      state: 'closed',
      text: { key: 'open.opens', values: { day: 'Donnerstag', time: '08:00' } },
    });
  });
});

describe('searching the house itself', () => {
  it('finds offices and what the terminal does, and begins it from there', async () => {
    const heart = await searching('de');
    await heart.type('rathaus');
    expect(heart.screen('search').offices.map(({ id }) => id)).toContain('buergerbuero');
    await heart.touch({ type: 'open-office', id: 'buergerbuero' }, 'back', 'clear');
    await heart.type('öffnungszeiten');
    expect(heart.screen('search').offices).toHaveLength(3);
    await heart.touch('clear');
    await heart.type('liegt mein ausweis bereit');
    expect(heart.screen('search').here.map(({ id }) => id)).toContain('document-status');
    await heart.touch({ type: 'open-tile', id: 'document-status' });
    expect(heart.view.screen.kind).toBe('document-type');
  });

  it('leads from a page of information to what can be got done here, at the same price', async () => {
    const heart = await searching('de');
    await heart.type('stand ausweis abholen');
    await heart.touch({ type: 'open-service', id: 'ausweis-abholen' });
    expect(heart.screen('service').here?.id).toBe('document-status');
    await heart.touch({ type: 'open-tile', id: 'document-status' });
    expect(heart.view.screen.kind).toBe('document-type');
  });
});

describe('a town whose opening hours cannot be read', () => {
  it.each(['not hours at all', 'SH 08:00-12:00', 'Mo-Fr 08:00-12:00; easter off; week 99 off', ''])(
    'keeps its page: %s',
    async (openingHours) => {
      const { offices, ...rest } = demoCatalogue();
      const heart = await searching('de', {
        catalogue: { ...rest, offices: offices.map((office) => ({ ...office, openingHours })) },
      });
      await heart.type('reisepass');
      await heart.touch({ type: 'open-service', id: 'reisepass' }, { type: 'open-office', id: 'buergerbuero' });
      expect(heart.screen('office').card.id).toBe('buergerbuero');
      await heart.touch('print');
      expect(heart.screen('notice').title.key).toBe('printed.title');
    },
  );
});

describe('the register away in the middle', () => {
  it('leaves information as it was', async () => {
    const heart = await searching();
    heart.register.failure = { kind: 'unreachable', reason: 'timeout' };
    await heart.advance(59_000);
    await heart.touch('touch');
    await heart.advance(5_000);
    await heart.type('reisepass');
    expect(heart.screen('search').results?.length).toBeGreaterThan(0);
    expect(heart.count('register.failed')).toBe(1);
  });
});
