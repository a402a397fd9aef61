import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DeviceConfig } from '../../../devices/config.ts';

const DEVICES = join(import.meta.dirname, '../../../devices');
const CLASSES = DeviceConfig.options.map(option => ('shape' in option ? option.shape.class.value : option.in.shape.class.value));

/** A whole part of the configuration file: what a technician copies must be understood as it stands. */
const Example = z.strictObject({ devices: z.array(DeviceConfig).min(1) });

interface Block { readonly place: string; readonly text: string }

function yamlBlocks(page: string): Block[] {
  const text = readFileSync(join(DEVICES, page), 'utf8');
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)].map(match => ({ place: `${page}:${text.slice(0, match.index).split('\n').length}`, text: match[2] ?? '' }));
}

const pages = ['README.md', ...globSync('*/README.md', { cwd: DEVICES })].toSorted();
const blocks = pages.flatMap(yamlBlocks);

describe('the pages about the devices', () => {
  test.each(blocks)('the example at $place is a valid configuration', ({ text }) => {
    const result = Example.safeParse(parse(text));
    expect(result.success ? '' : z.prettifyError(result.error)).toBe('');
  });

  test('every class has an example', () => {
    const shown = new Set(blocks.flatMap(({ text }) => Example.parse(parse(text)).devices.map(device => device.class)));
    expect([...shown].toSorted()).toEqual(CLASSES.toSorted());
  });
});
