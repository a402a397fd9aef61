import { describe, expect, it } from 'vitest';
import { isShipped } from '../../../tools/package/contents.ts';

describe("the terminal's package", () => {
  it.each(['/.build', '/.build/main.cjs', '/.build/renderer/index.html'])('holds %s', (path) =>
    expect(isShipped(path, 'x64', [])).toBe(true),
  );

  it.each(['/.build/office', '/.build/office/index.html', '/.build/modules.json'])('does not hold %s', (path) =>
    expect(isShipped(path, 'x64', [])).toBe(false),
  );
});
