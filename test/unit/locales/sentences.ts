/** Every sentence that people can be shown, by its key. */
import { HOUSE, RESOURCES, type Locale } from '../../../locales/translate.ts';

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, before = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  );

export const LANGUAGES = Object.keys(RESOURCES) as Locale[];
/** Visitors'. */
export const sentences: Readonly<Record<Locale, ReadonlyMap<string, string>>> = {
  de: new Map(flat(RESOURCES.de as Tree)),
  en: new Map(flat(RESOURCES.en as Tree)),
  ar: new Map(flat(RESOURCES.ar as Tree)),
};
/** Staff's and technicians'. */
export const house: ReadonlyMap<string, string> = new Map(flat(HOUSE as Tree));
