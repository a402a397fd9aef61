import type { Service } from '../services/kit/services.ts';
import type de from './de.json';
import type house from './house.json';

export type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];
/** Of each service for itself: a union's keys would be those that all of them have. */
type LeavesOfEach<T> = T extends unknown ? Leaves<T> : never;
export type WithoutPlural<K extends string> =
  K extends `${infer B}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? B : K;

/** Every sentence that can be shown or spoken; German is the reference. */
export type Key = WithoutPlural<Leaves<typeof de> | LeavesOfEach<Service['words']['de']> | Leaves<typeof house>>;
