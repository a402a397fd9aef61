import type { Catalogue } from '../../../register/contract/contract.ts';
import type { CatalogueIndex } from '../app-state.ts';
import { indexOffices, indexServices } from './search.ts';

/** Looks the catalogue up by id and indexes it, once a version. */
export function indexCatalogue(catalogue: Catalogue): CatalogueIndex {
  const [search, searchOffices] = [indexServices(catalogue.services), indexOffices(catalogue.offices)];
  return {
    catalogue,
    search,
    searchOffices,
    services: new Map(catalogue.services.map((service) => [service.id, service])),
    offices: new Map(catalogue.offices.map((office) => [office.id, office])),
  };
}
