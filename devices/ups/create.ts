import type { Clock } from '../clock.ts';
import type { HotPlug } from '../driver.ts';
import { createLink } from '../link/create.ts';
import type { UpsConfig } from './config.ts';
import { NutUps } from './driver.ts';
import type { Ups } from './ups.ts';

export interface UpsSurroundings {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly hotPlug?: HotPlug | undefined;
}

export function createUps({ link, ups, username, password, timing }: UpsConfig, { clock, random, hotPlug }: UpsSurroundings): Ups {
  const credentials = username === undefined || password === undefined ? null : { username, password };
  return new NutUps({ clock, random, hotPlug, timing, ups, credentials, link: () => createLink(link, clock) });
}
