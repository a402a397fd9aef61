import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Children, endChild } from './children.ts';

export interface VirtualDisplay {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly framebuffer: string;
  stop(): Promise<void>;
}

/**
 * A virtual display in the terminal's own format: 24 inches, upright. The simulator console reads its picture from the
 * framebuffer file.
 */
export async function startDisplay(children: Children, width = 1080, height = 1920): Promise<VirtualDisplay> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-display-'));
  // The server chooses a free number itself and writes it to the file descriptor when it is ready.
  const child = children.start(
    'Xvfb',
    [
      '-displayfd',
      '1',
      '-screen',
      '0',
      `${width}x${height}x24`,
      '-fbdir',
      folder,
      '-nolisten',
      'tcp',
      '-ac',
      '-noreset',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the virtual display did not start within 10 s')), 10_000);
    child.once('exit', (code) => reject(new Error(`the virtual display ended with code ${code}`)));
    child.once('error', reject);
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
  return {
    name: `:${number}`,
    width,
    height,
    framebuffer: join(folder, 'Xvfb_screen0'),
    async stop() {
      await endChild(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
