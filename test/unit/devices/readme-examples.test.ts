import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DeviceConfig } from '../../../devices/config.ts';

const DEVICES = join(import.meta.dirname, '../../../devices');
const CLASSES = DeviceConfig.options.map((option) =>
  'shape' in option ? option.shape.class.value : option.in.shape.class.value,
);

/** A whole part of the configuration file: what a technician copies must be understood as it stands. */
const Example = z.strictObject({ devices: z.array(DeviceConfig).min(1) });

interface Block {
  readonly place: string;
  readonly text: string;
}

const textOf = (page: string): string => readFileSync(join(DEVICES, page), 'utf8');

function yamlBlocks(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)].map((match) => ({
    place: `${page}:${text.slice(0, match.index).split('\n').length}`,
    text: match[2] ?? '',
  }));
}

const pages = ['README.md', ...globSync('*/README.md', { cwd: DEVICES })].toSorted();
const blocks = pages.flatMap(yamlBlocks);

describe('the pages about the devices', () => {
  test.each(blocks)('the example at $place is a valid configuration', ({ text }) => {
    const result = Example.safeParse(parse(text));
    expect(result.success ? '' : z.prettifyError(result.error)).toBe('');
  });

  // Without the rule that makes it, a name under /dev/foyer/ leads nowhere.
  test.each(pages.filter((page) => page !== 'README.md'))(
    '%s has a udev rule for every name that its examples use',
    (page) => {
      const names = new Set(
        yamlBlocks(page).flatMap(({ text }) => [...text.matchAll(/\/dev\/foyer\/([\w-]+)/g)].map(([, name]) => name)),
      );
      expect([...names].filter((name) => !textOf(page).includes(`SYMLINK+="foyer/${name}"`))).toEqual([]);
    },
  );

  test('the overview leads to a page for every class', () => {
    expect(CLASSES.filter((name) => !textOf('README.md').includes(`(${name}/README.md)`))).toEqual([]);
    expect(pages).toEqual(['README.md', ...CLASSES.map((name) => `${name}/README.md`)].toSorted());
  });

  test('every class has an example', () => {
    const shown = new Set(
      blocks.flatMap(({ text }) => Example.parse(parse(text)).devices.map((device) => device.class)),
    );
    expect([...shown].toSorted()).toEqual(CLASSES.toSorted());
  });
});
