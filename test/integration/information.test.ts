import { describe, expect, it } from 'vitest';
import { demoCatalogue } from '../harness/catalogue.ts';
import { MONDAY_MORNING, bootKioskHarness, demoConfig, keysOf, type KioskHarness } from '../harness/kiosk-harness.ts';

async function searching(
  language: 'de' | 'en' | 'ar' = 'de',
  options: Parameters<typeof bootKioskHarness>[0] = {},
): Promise<KioskHarness> {
  const harness = await bootKioskHarness(options);
  await harness.enter(language);
  await harness.touch({ type: 'open-tile', id: 'information' });
  return harness;
}

describe('S1: search, service, office, slip', () => {
  it.each(['de', 'en', 'ar'] as const)('leads in %s from the first letter to the printed slip', async (language) => {
    const harness = await searching(language);
    expect(harness.screen('search')).toMatchObject({ query: '', results: null });
    expect(harness.screen('search').categories.length).toBeGreaterThan(3);
    await harness.type('reisepas');
    expect(harness.screen('search').results?.[0]?.id).toBe('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' });
    const service = harness.screen('service');
    expect(service.description.language).toBe(language);
    expect(service.requirements?.blocks.length).toBeGreaterThan(0);
    expect(service.fee.words).toBeDefined();
    expect(service.offices.map(({ id }) => id)).toEqual(['buergerbuero', 'buergerbuero-nord']);
    expect(service.offices[0]).toMatchObject({
      openNow: { state: 'open' },
      appointment: { key: 'appointment.possible' },
    });
    await harness.touch({ type: 'open-office', id: 'buergerbuero' });
    const office = harness.screen('office');
    expect(office.hours).toHaveLength(7);
    expect(office.card.address[0]).toBe('Marktplatz 1');
    await harness.touch('print');
    expect(harness.screen('notice').title.key).toBe('printed.title');
    expect(harness.printer.papers[0]).toMatchObject({ language, direction: language === 'ar' ? 'rtl' : 'ltr' });
    await harness.touch('back');
    expect(harness.screen('office')).toEqual(office);
    await harness.touch('show-qr');
    expect(harness.screen('qr').code.caption.key).toBe('qr.link');
    await harness.touch('back', 'back');
    expect(harness.view.screen.kind).toBe('service');
  });

  it('by category shows only its services, in alphabetical order', async () => {
    const harness = await searching();
    const [category] = harness.screen('search').categories;
    if (category === undefined) throw new Error('Musterstadt has no categories');
    await harness.touch({ type: 'open-category', id: category.id });
    const { services } = harness.screen('category');
    expect(services).toHaveLength(category.count);
    const names = services.map((one) => one.name.text);
    expect(names).toEqual([...names].sort(new Intl.Collator('de').compare));
    await harness.touch({ type: 'open-service', id: services[0]?.id ?? '' });
    await harness.touch('back', 'back');
    expect(harness.view.screen.kind).toBe('search');
  });

  it('says when nothing was found, with the word, and the topics stay one touch away', async () => {
    const harness = await searching();
    await harness.type('qqqqqq');
    expect(harness.screen('search')).toMatchObject({
      results: [],
      hint: { key: 'search.nothing', values: { query: 'qqqqqq' } },
    });
    const topic = harness.screen('search').categories[0]?.id ?? '';
    await harness.touch({ type: 'open-category', id: topic });
    expect(harness.view.screen.kind).toBe('category');
    await harness.touch('back', 'clear');
    await harness.type('hund');
    expect(await harness.refuses({ type: 'open-category', id: topic })).toBe(true);
    await harness.touch('clear');
    expect(harness.screen('search').results).toBeNull();
  });

  it('keeps the query and the trail on the way back', async () => {
    const harness = await searching();
    await harness.type('hund');
    const found = harness.screen('search');
    const id = found.results?.[0]?.id ?? '';
    await harness.touch({ type: 'open-service', id });
    await harness.changeLanguage('en');
    await harness.touch('back');
    await harness.changeLanguage('de');
    expect(harness.screen('search')).toEqual(found);
  });

  it('takes letters of several code points as one, and no more than 60', async () => {
    const harness = await searching();
    await harness.touch({ type: 'key', key: 'C̆' }, { type: 'key', key: 'a' }, 'erase', 'erase');
    expect(harness.screen('search').query).toBe('');
    for (let count = 0; count < 65; count += 1) await harness.touch({ type: 'key', key: 'ä' });
    expect(harness.screen('search').query).toHaveLength(60);
  });

  it('opens only what the screen shows', async () => {
    const harness = await searching();
    expect(await harness.refuses({ type: 'open-service', id: 'reisepass' })).toBe(true);
    // Some offices stand there from the start; with a word only those that it fits.
    await harness.type('hund');
    expect(await harness.refuses({ type: 'open-office', id: 'buergerbuero' })).toBe(true);
    expect(await harness.refuses({ type: 'open-service', id: 'reisepass' })).toBe(true);
  });
});

describe('a catalogue that changes during a visit', () => {
  it('takes an open page away with a sentence, and the way back works', async () => {
    const harness = await searching();
    await harness.type('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' });
    const { services, ...rest } = demoCatalogue();
    harness.register.current = {
      ...rest,
      version: 'musterstadt-2',
      services: services.filter(({ id }) => id !== 'reisepass'),
    };
    await harness.advance(59_000);
    await harness.touch('touch');
    await harness.advance(2_000);
    expect(harness.screen('notice')).toMatchObject({
      title: { key: 'information.gone.title' },
      actions: ['home', 'done'],
    });
    expect(harness.last('catalogue.updated')).toMatchObject({ version: 'musterstadt-2' });
    await harness.touch('back');
    expect(harness.screen('search').results?.map(({ id }) => id)).not.toContain('reisepass');
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

  it('are shown with the office, its days, a phone that is answered and the way for urgent cases', async () => {
    const harness = await searching('en', { catalogue: closed });
    await harness.type('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' });
    const [office] = harness.screen('service').offices;
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
    expect(harness.screen('service').maintenance).toMatchObject([
      { reason: { text: 'Neue Technik', language: 'de' }, when: { key: 'service.maintenanceWhen' } },
    ]);
    await harness.touch({ type: 'open-office', id: 'buergerbuero' });
    expect(harness.screen('office').hours.map(({ times }) => times[0]?.key)).toEqual([
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
    const harness = await bootKioskHarness({ catalogue: closed });
    await harness.enter();
    const tile = () => harness.screen('home').groups[0]?.tiles[0];
    expect(tile()?.unavailable?.key).toBe('tile.maintenance');
    await harness.advance(29 * 60_000 + 59_000);
    if (harness.view.screen.kind === 'attract') await harness.enter();
    expect(tile()?.unavailable?.key).toBe('tile.maintenance');
    await harness.advance(60_000);
    if (harness.view.overlay !== undefined) await harness.touch('stay');
    expect(harness.clock.now()).toBeGreaterThan(MONDAY_MORNING + 30 * 60_000);
    expect(tile()?.unavailable).toBeUndefined();
  });

  it('do not send anybody to an office on a day on which it is closed', async () => {
    const { closures, ...rest } = closed;
    const harness = await searching('de', {
      catalogue: { ...rest, closures: closures.map((one) => ({ ...one, from: '2026-11-24' })) },
      now: Date.parse('2026-11-23T19:00:00+01:00'),
    });
    await harness.type('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' });
    expect(harness.screen('service').offices[0]?.openNow).toEqual({
      state: 'closed',
      text: { key: 'open.opens', values: { day: 'Donnerstag', time: '08:00' } },
    });
  });
});

describe('a search for what the terminal itself does', () => {
  it('shows the hours of this house in three touches from the start page', async () => {
    const config = demoConfig();
    const terminal = { ...config.terminal, office: 'buergerbuero-nord' };
    const harness = await bootKioskHarness({ config: { ...config, terminal } });
    await harness.touch({ type: 'choose-language', language: 'de' }, { type: 'open-tile', id: 'information' });
    const { offices, results } = harness.screen('search');
    expect([offices[0]?.id, offices.length, results]).toEqual(['buergerbuero-nord', 3, null]);
    await harness.touch({ type: 'open-office', id: 'buergerbuero-nord' });
    expect(harness.screen('office').hours.length).toBeGreaterThan(0);
  });

  it('finds offices and services at the terminal, and begins a service from there', async () => {
    const harness = await searching('de');
    await harness.type('rathaus');
    expect(harness.screen('search').offices.map(({ id }) => id)).toContain('buergerbuero');
    await harness.touch({ type: 'open-office', id: 'buergerbuero' }, 'back', 'clear');
    await harness.type('öffnungszeiten');
    expect(harness.screen('search').offices).toHaveLength(3);
    await harness.touch('clear');
    await harness.type('liegt mein ausweis bereit');
    expect(harness.screen('search').here.map(({ id }) => id)).toContain('document-status');
    await harness.touch({ type: 'open-tile', id: 'document-status' });
    expect(harness.view.screen.kind).toBe('document-type');
  });

  it('leads from a page of information to the service at the terminal, with the same fee', async () => {
    const harness = await searching('de');
    await harness.type('stand ausweis abholen');
    await harness.touch({ type: 'open-service', id: 'ausweis-abholen' });
    expect(harness.screen('service').here?.id).toBe('document-status');
    await harness.touch({ type: 'open-tile', id: 'document-status' });
    expect(harness.view.screen.kind).toBe('document-type');
  });
});

describe('a town whose opening hours cannot be read', () => {
  it.each(['not hours at all', 'SH 08:00-12:00', 'Mo-Fr 08:00-12:00; easter off; week 99 off', ''])(
    "keeps the office's page without them: %s",
    async (openingHours) => {
      const { offices, ...rest } = demoCatalogue();
      const harness = await searching('de', {
        catalogue: { ...rest, offices: offices.map((office) => ({ ...office, openingHours })) },
      });
      await harness.type('reisepass');
      await harness.touch({ type: 'open-service', id: 'reisepass' }, { type: 'open-office', id: 'buergerbuero' });
      expect(harness.screen('office').card.id).toBe('buergerbuero');
      await harness.touch('print');
      expect(harness.screen('notice').title.key).toBe('printed.title');
    },
  );
});

describe('a register that goes away during a visit', () => {
  it('leaves information unchanged', async () => {
    const harness = await searching();
    harness.register.failure = { kind: 'unreachable', reason: 'timeout' };
    await harness.advance(59_000);
    await harness.touch('touch');
    await harness.advance(5_000);
    await harness.type('reisepass');
    expect(harness.screen('search').results?.length).toBeGreaterThan(0);
    expect(harness.count('register.failed')).toBe(1);
  });
});
