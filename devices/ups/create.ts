import type { DriverSurroundings } from '../driver/driver.ts';
import { createLink } from '../link/create.ts';
import type { UpsConfig } from './config.ts';
import { NutUps } from './driver.ts';
import type { Ups } from './ups.ts';

export function createUps(
  { link, ups, username, password, timing }: UpsConfig,
  { clock, random, hotPlug }: DriverSurroundings,
): Ups {
  const credentials = username === undefined || password === undefined ? null : { username, password };
  return new NutUps({ clock, random, hotPlug, timing, ups, credentials, link: () => createLink(link, clock) });
}
