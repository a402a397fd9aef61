import type de from './de.json';
import type house from './house.json';

type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];
type WithoutPlural<K extends string> = K extends `${infer B}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? B
  : K;

/** Every sentence that can be shown or spoken; German is the reference. */
export type Key = WithoutPlural<Leaves<typeof de> | Leaves<typeof house>>;
