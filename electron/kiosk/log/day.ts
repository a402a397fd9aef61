/** Names of the log's files: one a day, cut at Greenwich's midnight, as their times are UTC too. */
import { join } from 'node:path';

export const logFolder = (data: string): string => join(data, 'log');
export const fileOf = (day: string): string => `foyer-${day}.jsonl`;
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** Where an event of this instant is written. */
export const logFile = (data: string, at: Date): string => join(logFolder(data), fileOf(utcDay(at)));
