/** The runtimes that ship: Electron, with Chromium and Node.js in it, and the register's Node.js. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, nodeFolder, sha256, verifiedNode } from '../../setup/node-runtime.mjs';
import { ROOT } from '../../setup/paths.mjs';
import type { Part } from './parts.ts';

const runtimePart = (part: Pick<Part, 'name' | 'version' | 'purl' | 'places'> & Partial<Part>): Part => ({
  folder: null,
  declared: null,
  author: null,
  needs: [],
  contains: [],
  ...part,
});

/**
 * `executable`: of the runtime before its fuses are turned, which answers as a Node interpreter. `home`: the folder
 * in the package, relative to its root. `files`: names in that folder.
 */
export function electronPart(executable: string, version: string, home: string, files: readonly string[]): Part {
  const node = nodeVersion(executable);
  const chromium = chromiumVersion(executable);
  const library = (name: string, declared: string, file: string): Part[] =>
    files.includes(file)
      ? [
          runtimePart({
            name,
            version: null,
            purl: `pkg:generic/${name.toLowerCase().replaceAll(' ', '-')}`,
            places: [`${home}/${file}`],
            declared,
            texts: [],
          }),
        ]
      : [];
  return runtimePart({
    name: 'Electron',
    version,
    purl: `pkg:github/electron/electron@v${version}`,
    cpe: `cpe:2.3:a:electronjs:electron:${version}:*:*:*:*:*:*:*`,
    declared: 'MIT',
    places: [`${home}/foyer`],
    texts: ['node_modules/electron/LICENSE'],
    contains: [
      runtimePart({
        name: 'Chromium',
        version: chromium,
        purl: `pkg:generic/chromium@${chromium}`,
        cpe: `cpe:2.3:a:google:chrome:${chromium}:*:*:*:*:*:*:*`,
        declared: 'BSD-3-Clause',
        places: [`${home}/foyer`],
        texts: [],
        contains: [
          // A shared object of its own, found by its name: the operator can put another build in its place.
          ...library('FFmpeg', 'LGPL-2.1-or-later', 'libffmpeg.so'),
          ...library('SwiftShader', 'Apache-2.0', 'libvk_swiftshader.so'),
          ...library('ANGLE', 'BSD-3-Clause', 'libGLESv2.so'),
          ...library('Vulkan Loader', 'Apache-2.0', 'libvulkan.so.1'),
        ],
      }),
      runtimePart({
        name: 'Node.js',
        version: node,
        purl: `pkg:github/nodejs/node@v${node}`,
        cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
        declared: 'MIT',
        places: [`${home}/foyer`],
        texts: [],
      }),
    ],
  });
}

/** The register's, pinned and checked. Throws where the executable is another one. */
export function nodePart(place: string, executable = verifiedNode()): Part {
  return runtimePart({
    name: 'Node.js',
    version: NODE.version,
    purl: `pkg:github/nodejs/node@v${NODE.version}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${NODE.version}:*:*:*:*:*:*:*`,
    declared: 'MIT',
    places: [place],
    texts: [],
    sha256: sha256(executable),
  });
}

/** Node's own licence with those of the libraries in it. */
export function nodeLicence(): string {
  const file = join(nodeFolder(), 'LICENSE');
  if (!existsSync(file)) throw new Error(`${file} is missing; without it Node.js may not be handed on`);
  return readFileSync(file, 'utf8');
}

function nodeVersion(executable: string): string {
  const done = spawnSync(executable, ['-p', 'process.versions.node'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 20_000,
  });
  const version = done.stdout?.trim() ?? '';
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${executable} does not say which Node.js it contains`);
  return version;
}

/** Chromium's own name and version, as its user agent says it: it stands in the executable. */
function chromiumVersion(executable: string): string {
  const found = /Chrome\/(\d+\.\d+\.\d+\.\d+)/.exec(readFileSync(executable, 'latin1'))?.[1];
  if (found === undefined) throw new Error(`${executable} does not say which Chromium it contains`);
  return found;
}
