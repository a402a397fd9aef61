import type { SnapshotFrom } from 'xstate';
import type { ServiceInfo } from '../../../register/contract/contract.ts';
import { graphemes, place, type information } from '../../../state-machines/flows/information.ts';
import { createTranslate } from '../../../locales/translate.ts';
import type { Language, Screen, ScreenOf, ServiceLink, Tile } from '../../ipc/view.ts';
import { maintenanceNow, maintenanceSoon } from '../catalogue/notices.ts';
import { indexEntries } from '../catalogue/search.ts';
import { presentHandOver, handOverOffer } from './hand-over.ts';
import { homeGroups } from './home.ts';
import { hoursOf, officeCard, ownOffice } from '../content/office.ts';
import { serviceFee } from './service-fee.ts';
import { moment, pick, say, wordsOf } from '../content/wording.ts';
import type { CatalogueIndex, AppState } from '../app-state.ts';

const translate = createTranslate();

/** How many results are shown; more than a visitor reads, fewer than the display needs time to draw. */
const RESULTS = 30;

export function presentInformation(
  snapshot: SnapshotFrom<typeof information>,
  appState: AppState,
  language: Language,
): Screen {
  const handOver = snapshot.children.handOver;
  if (handOver !== undefined) return presentHandOver(handOver.getSnapshot(), appState, language);
  const { known } = appState;
  if (known === null) {
    return {
      kind: 'notice',
      tone: 'warning',
      title: say('information.missing.title'),
      body: [say('information.missing.body')],
      works: [say('works.counter')],
      actions: ['home', 'done'],
      picture: 'register',
    };
  }
  const at = place(snapshot.context);
  switch (at.kind) {
    case 'search':
      return searchScreen(snapshot.context.query, known, appState, language);
    case 'category': {
      const category = known.catalogue.categories.find((one) => one.id === at.id);
      if (category === undefined) return gone();
      return {
        kind: 'category',
        name: wordsOf(category.name, language),
        services: sorted(
          known.catalogue.services.filter((one) => one.categories.includes(at.id)),
          language,
        ),
      };
    }
    case 'service': {
      const service = known.services.get(at.id);
      return service === undefined ? gone() : serviceScreen(service, known, appState, language);
    }
    case 'office': {
      const office = known.offices.get(at.id);
      if (office === undefined) return gone();
      return {
        kind: 'office',
        card: officeCard(office, appState, language),
        hours: hoursOf(office, appState, language),
        ...(office.unit === undefined ? {} : { unit: office.unit }),
        ...(office.email === undefined ? {} : { email: office.email }),
        ...(office.hoursNote === undefined ? {} : { hoursNote: wordsOf(office.hoursNote, language) }),
        handOver: handOverOffer(appState),
      };
    }
  }
}

/** The catalogue changed while the visitor was reading it. */
const gone = (): Screen => ({
  kind: 'notice',
  tone: 'info',
  title: say('information.gone.title'),
  body: [say('information.gone.body')],
  works: [],
  actions: ['home', 'done'],
  picture: 'none',
});

/** More than these are not read beside the services. */
const OFFICES = 3;
const SHORTEST_BESIDE = 3;

function searchScreen(query: string, known: CatalogueIndex, appState: AppState, language: Language): Screen {
  const counts = new Map<string, number>();
  for (const service of known.catalogue.services)
    for (const id of service.categories) counts.set(id, (counts.get(id) ?? 0) + 1);
  const categories = known.catalogue.categories.flatMap((category) => {
    const count = counts.get(category.id) ?? 0;
    return count === 0 ? [] : [{ id: category.id, name: wordsOf(category.name, language), icon: category.icon, count }];
  });
  const linksTo = (ids: readonly string[]): ScreenOf<'search'>['offices'] =>
    ids.slice(0, OFFICES).flatMap((id) => {
      const office = known.offices.get(id);
      return office === undefined
        ? []
        : [{ id, name: wordsOf(office.name, language), openNow: officeCard(office, appState, language).openNow.text }];
    });
  if (query.trim() === '') {
    // What most people come for is there without a letter: when the office is open. This house's own comes first.
    const own = ownOffice(appState);
    const others = known.catalogue.offices.filter(({ id }) => id !== own?.id);
    const offices = linksTo([...(own === undefined ? [] : [own]), ...others].map(({ id }) => id));
    return { kind: 'search', query, categories, results: null, found: 0, here: [], offices };
  }
  const found = known.search.find(query);
  const results = found.slice(0, RESULTS).flatMap((id) => {
    const service = known.services.get(id);
    return service === undefined ? [] : [linkOf(service, language)];
  });
  // A letter or two fit everything: then only services are shown.
  const telling = graphemes(query.trim()).length >= SHORTEST_BESIDE;
  const here = telling ? ownServices(query, appState, language) : [];
  const offices = linksTo(telling ? known.searchOffices.find(query) : []);
  return {
    kind: 'search',
    query,
    categories,
    results,
    found: found.length,
    here,
    offices,
    ...(results.length + here.length + offices.length === 0
      ? { hint: say('search.nothing', { query: query.trim() }) }
      : {}),
  };
}

/**
 * What stands on the terminal's own tiles, in the visitor's words; the page that is being searched is not among them.
 */
function ownServices(query: string, appState: AppState, language: Language): Tile[] {
  const tiles = homeGroups(appState, language)
    .flatMap((group) => group.tiles)
    .filter(({ id }) => id !== 'information');
  const words = ({ title, line }: Tile): string =>
    [...new Set([language, 'de' as const])].map((one) => `${translate(one, title)} ${translate(one, line)}`).join(' ');
  const index = indexEntries(
    tiles.map((tile) => ({ id: tile.id, name: words(tile), keywords: '', summary: '', text: '' })),
  );
  return index
    .find(query)
    .flatMap((id) => tiles.filter((tile) => tile.id === id))
    .slice(0, OFFICES);
}

const linkOf = (service: ServiceInfo, language: Language): ServiceLink => ({
  id: service.id,
  name: wordsOf(service.name, language),
  free: service.fee.kind === 'free',
  ...(service.summary === undefined ? {} : { summary: wordsOf(service.summary, language) }),
});

const sorted = (services: readonly ServiceInfo[], language: Language): ServiceLink[] => {
  const collator = new Intl.Collator(language);
  return services
    .map((service) => linkOf(service, language))
    .sort((a, b) => collator.compare(a.name.text, b.name.text));
};

function serviceScreen(service: ServiceInfo, known: CatalogueIndex, appState: AppState, language: Language): Screen {
  const description = pick(service.description, language);
  const requirements = service.requirements === undefined ? undefined : pick(service.requirements, language);
  const here = homeGroups(appState, language)
    .flatMap(({ tiles }) => tiles)
    .find(({ id }) => id === service.atTerminal);
  const maintenance = [
    maintenanceNow(known.catalogue, service.id, appState.now),
    ...maintenanceSoon(known.catalogue, service.id, appState.now),
  ].flatMap((one) =>
    one === undefined
      ? []
      : [
          {
            when: say('service.maintenanceWhen', {
              from: moment(new Date(one.from), language),
              to: moment(new Date(one.to), language),
            }),
            reason: wordsOf(one.reason, language),
          },
        ],
  );
  return {
    kind: 'service',
    name: wordsOf(service.name, language),
    ...(service.summary === undefined ? {} : { summary: wordsOf(service.summary, language) }),
    description: { blocks: description.value, language: description.language },
    ...(requirements === undefined
      ? {}
      : { requirements: { blocks: requirements.value, language: requirements.language } }),
    fee: serviceFee(service, appState, language),
    ...(here === undefined ? {} : { here }),
    ...(service.durationMinutes === undefined
      ? {}
      : { duration: say('service.duration', { count: service.durationMinutes }) }),
    offices: service.offices.flatMap(({ office, appointment }) => {
      const found = known.offices.get(office);
      return found === undefined ? [] : [officeCard(found, appState, language, appointment)];
    }),
    forms: service.forms.map(({ name }) => ({ name })),
    maintenance,
    handOver: handOverOffer(appState),
  };
}
