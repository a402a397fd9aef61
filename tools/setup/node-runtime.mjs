import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { Obstacle } from './say.mjs';

/**
 * The Node.js that runs the checkout and that the register's package brings. The npm registry carries its executable
 * in a package for each processor, made by others than the Node.js project; the lock file holds those packages'
 * integrity, and this table what must be in them: the SHA-256 of `bin/node` as it lies in nodejs.org's own archives,
 * and the archives' own figures as signed in https://nodejs.org/dist/v24.21.0/SHASUMS256.txt (linux-x64.tar.xz,
 * linux-arm64.tar.xz). With a new version both are taken from there.
 */
export const NODE = {
  version: '24.21.0',
  executable: {
    x64: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
    arm64: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
  },
  archive: {
    x64: 'fd8e59d5a511510f6a298afb548f18c7d2b1be404d8b4a27d94fbe49f56cb2d6',
    arm64: '6ad1325edbdb5649c379b75a237147a666c95d4f9ae8d340fef2d1575d289ad2',
  },
};

/** Folder of the npm package with this machine's executable. Its name carries Node's own name of the processor. */
export const nodeFolder = () => join(ROOT, `node_modules/node-linux-${process.arch}`);

/** Answers the path of the executable. Throws an Obstacle where it is missing or another one than was pinned. */
export function verifiedNode(path = join(nodeFolder(), 'bin/node'), arch = process.arch) {
  const wanted = NODE.executable[arch];
  if (wanted === undefined) throw new Obstacle(`no Node.js is pinned for the processor ${arch}`);
  if (!existsSync(path))
    throw new Obstacle(`the package node-linux-${arch} brought no executable; is the npm registry reachable?`);
  const found = sha256(path);
  if (found !== wanted)
    throw new Obstacle(
      `${path} is not the executable of Node.js ${NODE.version}: SHA-256 ${found}, pinned is ${wanted}; nothing of it was run`,
    );
  return path;
}

/** In pieces: the file has 120 MB. */
export function sha256(path) {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(Math.min(1 << 20, statSync(path).size || 1));
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
